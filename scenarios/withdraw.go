package scenarios

import "github.com/interleave-go/interleave/sim"

// checkThenAct withdraws 100 as often as there are threads, from an account
// that holds 100.
func checkThenAct(p Params) sim.Program {
	return func(t *sim.Thread) {
		balance := sim.NewAtomic(t, "balance", 100)
		var all []*sim.Thread
		for i := range p.Int("withdrawals") {
			all = append(all, t.Go(letter(i), func(t *sim.Thread) {
				if balance.Load(t) >= 100 {
					sim.Add(t, balance, -100) // by now the balance may be another one
				}
			}))
		}
		t.Join(all...)
		left := balance.Load(t)
		t.Observe("balance", left)
		t.Assert(left >= 0, "the account is overdrawn: balance = %d", left)
	}
}

// checkThenActMutex holds a lock from the check to the act.
func checkThenActMutex(p Params) sim.Program {
	return func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		balance := sim.NewAtomic(t, "balance", 100)
		var all []*sim.Thread
		for i := range p.Int("withdrawals") {
			all = append(all, t.Go(letter(i), func(t *sim.Thread) {
				mu.Lock(t)
				if balance.Load(t) >= 100 {
					sim.Add(t, balance, -100)
				}
				mu.Unlock(t)
			}))
		}
		t.Join(all...)
		left := balance.Load(t)
		t.Observe("balance", left)
		t.Assert(left >= 0, "the account is overdrawn: balance = %d", left)
	}
}
