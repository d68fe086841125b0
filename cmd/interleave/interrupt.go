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
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
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
