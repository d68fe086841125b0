package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// interruptible returns two contexts: the first Ctrl-C ends soft, the second one
// ends both. Call stop when nothing is to be interrupted any more.
func interruptible(ctx context.Context) (soft, hard context.Context, stop func()) {
	hard, kill := context.WithCancel(context.WithoutCancel(ctx))
	soft, cancel := context.WithCancel(ctx)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, endings()...)
	go func() {
		for _, end := range []func(){cancel, kill} {
			select {
			case <-signals:
				end()
			case <-hard.Done():
				return
			}
		}
	}()
	return soft, hard, func() {
		signal.Stop(signals)
		cancel()
		kill()
	}
}

// endings are the signals that ask the command to end: Ctrl-C, kill, and a terminal
// that goes away, unless that is ignored, as it is under nohup.
func endings() []os.Signal {
	all := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		all = append(all, syscall.SIGHUP)
	}
	return all
}
