package main

import (
	"fmt"
	"strconv"
	"time"
)

// thousands prints n with separators: 1,234,567.
func thousands(n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}

// perSecond is a rate, "61,700/s"; "" if the time is too short to tell.
func perSecond(n int, d time.Duration) string {
	if d <= 0 {
		return ""
	}
	return thousands(int(float64(n)/d.Seconds())) + "/s"
}

// span prints a duration for somebody who waits: "0.02 s", "12 s", "3 min 20 s", "2 h 05 min".
func span(d time.Duration) string {
	s := int(d.Seconds())
	switch {
	case d < 10*time.Second:
		return fmt.Sprintf("%.2f s", d.Seconds())
	case s < 60:
		return fmt.Sprintf("%d s", s)
	case s < 3600:
		return fmt.Sprintf("%d min %02d s", s/60, s%60)
	}
	return fmt.Sprintf("%d h %02d min", s/3600, s/60%60)
}

// effort is the line after a report: "1,234 executions in 0.02 s (61,700/s)".
func effort(executions int, d time.Duration) string {
	unit := "executions"
	if executions == 1 {
		unit = "execution"
	}
	line := fmt.Sprintf("%s %s in %s", thousands(executions), unit, span(d))
	if rate := perSecond(executions, d); rate != "" {
		line += " (" + rate + ")"
	}
	return line
}
