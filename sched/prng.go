package sched

import "math/bits"

// PRNG is a source of pseudo-random numbers whose sequence never changes: a
// seed printed today must replay after any upgrade of Go, which math/rand
// does not promise for its helpers. It is xoshiro256** 1.0 (Blackman and
// Vigna, "Scrambled Linear Pseudorandom Number Generators", ACM TOMS 47(4),
// 2021), its four words filled by SplitMix64 as the authors advise. It is not
// fit for cryptography.
//
// A PRNG is a value: a copy continues the same sequence on its own. The zero
// PRNG only ever yields zeros; make one with NewPRNG or call Seed first.
type PRNG struct {
	s [4]uint64 // never all zero once seeded
}

// golden is 2^64 divided by the golden ratio, made odd: SplitMix64's increment.
const golden = 0x9e3779b97f4a7c15

// NewPRNG returns a generator seeded with seed. Every seed is a good one,
// zero included.
func NewPRNG(seed uint64) PRNG {
	var p PRNG
	p.Seed(seed)
	return p
}

// Seed restarts the generator at the beginning of the sequence of seed.
func (p *PRNG) Seed(seed uint64) {
	// Mix is a bijection in its second argument, so the four words differ
	// and at most one of them is zero.
	for i := range p.s {
		p.s[i] = Mix(seed, uint64(i))
	}
}

// Uint64 returns the next number, uniform over all 64-bit values.
func (p *PRNG) Uint64() uint64 {
	s := &p.s
	r := bits.RotateLeft64(s[1]*5, 7) * 9
	t := s[1] << 17
	s[2] ^= s[0]
	s[3] ^= s[1]
	s[1] ^= s[2]
	s[0] ^= s[3]
	s[2] ^= t
	s[3] = bits.RotateLeft64(s[3], 45)
	return r
}

// IntN returns a number in [0, n), without bias. It panics if n <= 0. It
// takes one number from the sequence, and in rare cases more (Lemire, "Fast
// Random Integer Generation in an Interval", ACM TOMACS 29(1), 2019,
// algorithm 5). IntN(1) takes one too, so the sequence moves on alike
// whatever n is.
func (p *PRNG) IntN(n int) int {
	if n <= 0 {
		panic("sched: IntN needs n > 0")
	}
	m := uint64(n)
	hi, lo := bits.Mul64(p.Uint64(), m)
	if lo < m {
		for reject := -m % m; lo < reject; {
			hi, lo = bits.Mul64(p.Uint64(), m)
		}
	}
	return int(hi)
}

// Float64 returns a number in [0, 1), a multiple of 2^-53.
func (p *PRNG) Float64() float64 {
	return float64(p.Uint64()>>11) * 0x1p-53
}

// Mix returns the number of the n-th execution, counted from 0, of a sampling
// run with the base seed seed. It is the n-th output of SplitMix64 started at
// seed (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number
// Generators", OOPSLA 2014), reached directly: workers need no common state.
// For one seed, different n give different numbers.
func Mix(seed, n uint64) uint64 {
	z := seed + (n+1)*golden
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
