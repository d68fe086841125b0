package report

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// SARIF returns the failures in r as a log of the Static Analysis Results
// Interchange Format, version 2.1.0 (OASIS, 2020): a rule for each kind of
// failure, and the execution as a code flow with one thread flow for each thread.
// Paths are relative to dir, the root of the repository, where the files are
// below it.
func SARIF(r *explore.Report, dir string) ([]byte, error) {
	run := sarifRun{Results: []sarifResult{}, Invocations: []sarifInvocation{{Successful: true}}}
	run.Tool.Driver = sarifDriver{Name: "interleave", URI: "https://github.com/interleave-go/interleave", Rules: []sarifRule{}}
	for i := range r.Failures {
		f := &r.Failures[i]
		run.Results = append(run.Results, resultOf(r, f, dir))
		id := ruleID(f.Kind)
		if !slices.ContainsFunc(run.Tool.Driver.Rules, func(x sarifRule) bool { return x.ID == id }) {
			run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{ID: id, Short: sarifText{ruleText[f.Kind]}})
		}
	}
	return json.MarshalIndent(sarifLog{
		Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{run},
	}, "", " ")
}

func ruleID(k sim.Kind) string { return "interleave/" + k.String() }

// ruleText describes the rules.
var ruleText = map[sim.Kind]string{
	sim.Deadlock:       "Nobody can move, and the main thread is among the blocked.",
	sim.Leak:           "The main thread has ended, and others are blocked for good.",
	sim.Race:           "Two accesses of a plain variable, one of them a store, are not ordered by happens-before.",
	sim.Livelock:       "Threads move for ever without progress.",
	sim.Starvation:     "A thread wants to go on and never gets its turn.",
	sim.Assertion:      "An assertion of the program does not hold in some interleaving.",
	sim.Panic:          "A thread panics in some interleaving.",
	sim.Misuse:         "A primitive is used against its rules in some interleaving.",
	sim.Invariant:      "A declared invariant does not hold in some interleaving.",
	sim.Nondeterminism: "The program is not a function of its choices.",
	sim.StepLimit:      "An execution was cut at the limit of its steps.",
}

func resultOf(r *explore.Report, f *explore.Failure, dir string) sarifResult {
	text := f.Message
	if f.Explanation != "" {
		text += "\n" + f.Explanation
	}
	res := sarifResult{
		Rule: ruleID(f.Kind), Level: "error", Message: sarifText{text}, Locations: []sarifLocation{},
		Fingerprints: map[string]string{"interleave/v1": fmt.Sprintf("%x", sha256.Sum256([]byte(r.Program+"\n"+f.Kind.String()+"\n"+f.Message)))[:32]},
		Properties:   map[string]any{"program": r.Program, "steps": f.Steps, "preemptions": f.Preemptions, "seed": f.Seed},
	}
	if at, ok := locationOf(f, f.At, "", dir); ok {
		res.Locations = append(res.Locations, at)
	}
	if flow := flowOf(f, dir); len(flow.Threads) > 0 {
		res.Flows = []sarifFlow{flow}
	}
	return res
}

// flowOf returns the execution, thread by thread; the order of execution numbers
// the steps over all of them.
func flowOf(f *explore.Failure, dir string) sarifFlow {
	flow := sarifFlow{Message: sarifText{fmt.Sprintf("%d steps, %d preemptions", f.Steps, f.Preemptions)}}
	for _, thread := range f.Threads {
		tf := sarifThreadFlow{ID: thread}
		add := func(s explore.TraceStep, order int, text string) {
			loc, ok := locationOf(f, s.Place, text, dir)
			if !ok {
				loc = sarifLocation{Message: &sarifText{text}}
			}
			tf.Locations = append(tf.Locations, sarifStep{Location: loc, Order: order, Kinds: []string{"step"}})
		}
		for _, s := range f.Trace {
			if s.Thread != thread {
				continue
			}
			text := s.Op
			if s.Result != "" {
				text += " → " + s.Result
			}
			add(s, s.Step, text)
		}
		for _, s := range f.Blocked {
			if s.Thread == thread {
				add(s, len(f.Trace)+1, "blocked in "+s.Op)
			}
		}
		if len(tf.Locations) > 0 {
			flow.Threads = append(flow.Threads, tf)
		}
	}
	return flow
}

func locationOf(f *explore.Failure, place, text, dir string) (sarifLocation, bool) {
	file, line := f.Position(place, dir)
	if line == 0 {
		return sarifLocation{}, false
	}
	loc := sarifLocation{Physical: &sarifPhysical{
		Artifact: sarifArtifact{URI: (&url.URL{Path: file}).EscapedPath()}, Region: sarifRegion{line},
	}}
	if text != "" {
		loc.Message = &sarifText{text}
	}
	return loc, true
}

// The parts of the format that are used.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool struct {
			Driver sarifDriver `json:"driver"`
		} `json:"tool"`
		Invocations []sarifInvocation `json:"invocations"`
		Results     []sarifResult     `json:"results"`
	}
	sarifInvocation struct {
		Successful bool `json:"executionSuccessful"`
	}
	sarifDriver struct {
		Name  string      `json:"name"`
		URI   string      `json:"informationUri"`
		Rules []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID    string    `json:"id"`
		Short sarifText `json:"shortDescription"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		Rule         string            `json:"ruleId"`
		Level        string            `json:"level"`
		Message      sarifText         `json:"message"`
		Locations    []sarifLocation   `json:"locations"`
		Fingerprints map[string]string `json:"partialFingerprints"`
		Flows        []sarifFlow       `json:"codeFlows,omitempty"`
		Properties   map[string]any    `json:"properties"`
	}
	sarifFlow struct {
		Message sarifText         `json:"message"`
		Threads []sarifThreadFlow `json:"threadFlows"`
	}
	sarifThreadFlow struct {
		ID        string      `json:"id"`
		Locations []sarifStep `json:"locations"`
	}
	sarifStep struct {
		Location sarifLocation `json:"location"`
		Order    int           `json:"executionOrder"`
		Kinds    []string      `json:"kinds"`
	}
	sarifLocation struct {
		Physical *sarifPhysical `json:"physicalLocation,omitempty"`
		Message  *sarifText     `json:"message,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		Line int `json:"startLine"`
	}
)
