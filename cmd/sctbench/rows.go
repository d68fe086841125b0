package main

import "slices"

// A row is a program of the published table.
type row struct {
	name      string   // as published
	scenario  string   // ours
	params    []string // that reach the published size
	published map[string]string
}

// The published columns, and which of our strategies stands beside each. A
// figure is mean/median of the trials that found the failure, and how many of 20
// did where not all; "-" is none.
var columns = []string{"surw", "pct:3", "pct:10", "pos", "random", "urw"}

// published pairs the figures of a row, in the order of columns.
func published(figures ...string) map[string]string {
	m := map[string]string{}
	for i, f := range figures {
		if f != "" {
			m[columns[i]] = f
		}
	}
	return m
}

// defaultStrategies are those of the published table, and what there is beside.
var defaultStrategies = append(slices.Clone(columns), "ipct", "random-delay:2", "auto")

// rows are the table of the artefact of "Selectively Uniform Concurrency
// Testing" (ASPLOS'25), recomputed from its raw data: schedules to the first
// failure with a budget of 10,000, of SafeStack 1,000,000.
var rows = []row{
	{"CS/account", "sctbench/account", nil, published("6/4", "4/4", "4/4", "4/3", "18/12", "3/2")},
	{"CS/bluetooth_driver", "sctbench/bluetooth-driver", nil, published("70/53", "112/104", "83/53", "36/22", "215/162", "1494/1373 (19)")},
	{"CS/deadlock01", "sctbench/deadlock", nil, published("2/2", "13/8", "7/6", "4/2", "3/2", "3/2")},
	{"CS/lazy01", "sctbench/lazy", nil, published("2/2", "5/5", "5/4", "5/4", "21/15", "4/3")},
	{"CS/stack", "sctbench/stack", []string{"items=10"}, published("5/4", "3/2", "3/2", "2/1", "176/156", "986/533 (19)")},
	{"CS/token_ring", "sctbench/token-ring", nil, published("8/7", "8/6", "8/5", "9/6", "13/8", "9/10")},
	{"CS/twostage", "sctbench/twostage", nil, published("8/6", "13/8", "9/5", "15/12", "464/166", "9/6")},
	{"CS/twostage_20", "sctbench/twostage", []string{"writers=10", "readers=10"}, published("6/5", "159/83", "101/91", "156/116", "-", "24/14")},
	{"CS/twostage_50", "sctbench/twostage", []string{"writers=25", "readers=25"}, published("20/16", "1676/1169", "692/678", "1637/1384", "-", "93/92")},
	{"CS/twostage_100", "sctbench/twostage", []string{"writers=99"}, published("454/272", "7466 (3)", "5726 (9)", "6674 (3)", "-", "2992 (18)")},
	{"CS/wronglock", "sctbench/wrong-lock", []string{"wrong=7"}, published("7/4", "51/42", "20/14", "10/5", "36/16", "4/4")},
	{"CS/reorder_3", "sctbench/reorder", []string{"setters=2"}, published("7/4", "185/130", "148/72", "86/82", "-", "24/12")},
	{"CS/reorder_5", "sctbench/reorder", []string{"setters=4"}, published("10/6", "647/606", "1094/544", "2169/1582", "-", "27/16")},
	{"CS/reorder_10", "sctbench/reorder", []string{"setters=9"}, published("17/18", "3225 (16)", "4462 (12)", "-", "-", "74/64")},
	{"CS/reorder_20", "sctbench/reorder", []string{"setters=10", "checkers=10"}, published("6/4", "3005/1990", "3297 (17)", "-", "-", "10/6")},
	{"CS/reorder_50", "sctbench/reorder", []string{"setters=25", "checkers=25"}, published("13/12", "3304 (6)", "9422 (1)", "-", "-", "75/52")},
	{"CS/reorder_100", "sctbench/reorder", []string{"setters=99"}, published("194/112", "-", "-", "-", "-", "3785 (12)")},
	{"CS/circular_buffer", "sctbench/circular-buffer", []string{"items=7"}, nil},
	{"CS/queue", "sctbench/queue", []string{"items=20"}, nil},
	{"CB/stringbuffer", "sctbench/string-buffer", nil, published("8/5", "281/162", "26/24", "23/16", "2243 (19)", "834/716")},
	{"Chess/WSQ", "sctbench/work-stealing", []string{"steals=2"}, published("6/5", "48/31", "16/14", "12/12", "", "13/9")},
	{"Chess/IWSQ-State", "sctbench/work-stealing-lock-free", []string{"steals=2"}, published("6/4", "907/731", "204/104", "5/4", "26/18", "1367 (4)")},
	{"Inspect/qsort_mt", "sctbench/quicksort", nil, published("3048 (19)", "4714 (14)", "3689 (15)", "3004 (18)", "3442 (19)", "297/284")},
	{"RADBench/bug4", "sctbench/local-time", nil, published("23/13", "1973 (19)", "1044", "240/192", "1688 (19)", "438/324")},
	{"SafeStack", "sctbench/safe-stack", nil, published("368921/204071 (19)", "-", "-", "-", "-", "-")},
}
