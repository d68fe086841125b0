// Package report writes a report of package explore in the formats that other
// tools read: Perfetto ([Trace]), code scanning ([SARIF]), test dashboards
// ([JUnit]), the annotations of GitHub's workflows ([GitHub]).
//
// Each is a function of the report: two runs of the same search give the same
// bytes.
package report
