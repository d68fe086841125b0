package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/scenarios"
)

// A measurement says what to measure.
type measurement struct {
	rows       []row
	strategies []string
	trials     int
	limit      int // executions of a trial
}

// maxSteps cuts executions that do not end: the longest one that does has some
// 800 steps.
const maxSteps = 20_000

// table measures row by row and prints each as soon as it is known.
func (m *measurement) table(ctx context.Context, out io.Writer) error {
	head, rule := "| program |", "|---|"
	for _, s := range m.strategies {
		head, rule = head+" "+s+" |", rule+"---|"
		if slices.Contains(columns, s) {
			head, rule = head+" published |", rule+"---|"
		}
	}
	fmt.Fprintf(out, "%s\n%s\n", head, rule)
	for _, r := range m.rows {
		line := "| " + r.name + " |"
		for _, s := range m.strategies {
			counts, err := m.measure(ctx, r, s)
			if err != nil {
				return err
			}
			line += " " + figure(counts, m.trials) + " |"
			if slices.Contains(columns, s) {
				line += " " + r.published[s] + " |"
			}
		}
		if _, err := fmt.Fprintln(out, strings.ReplaceAll(line, "|  |", "| |")); err != nil {
			return err
		}
	}
	return nil
}

// measure returns, of the trials that found the failure, how many executions
// they made.
func (m *measurement) measure(ctx context.Context, r row, strategy string) ([]int, error) {
	s, ok := scenarios.Find(r.scenario)
	if !ok {
		return nil, fmt.Errorf("there is no scenario %s", r.scenario)
	}
	p, err := s.ParseParams(r.params)
	if err != nil {
		return nil, err
	}
	var counts []int
	for i := range m.trials {
		rep, err := explore.Run(ctx, s.Program(p), explore.Options{
			Name: s.Name, Params: p.KV(), Strategy: strategy, Seed: uint64(i + 1),
			Executions: m.limit, Steps: maxSteps, Races: explore.RaceOff, Shrink: explore.NoShrink,
		})
		if err != nil {
			return nil, err
		}
		if ctx.Err() != nil {
			return nil, errors.New("interrupted")
		}
		if len(rep.Failures) > 0 {
			counts = append(counts, rep.Executions)
		}
	}
	return counts, nil
}

// figure prints counts as the published table does.
func figure(counts []int, trials int) string {
	if len(counts) == 0 {
		return "-"
	}
	sum := 0
	for _, n := range counts {
		sum += n
	}
	slices.Sort(counts)
	mid := len(counts) / 2
	median := counts[mid]
	if len(counts)%2 == 0 {
		median = (counts[mid-1] + counts[mid]) / 2
	}
	text := fmt.Sprintf("%d/%d", (sum+len(counts)/2)/len(counts), median)
	if len(counts) < trials {
		text += fmt.Sprintf(" (%d)", len(counts))
	}
	return text
}
