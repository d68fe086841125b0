package sim_test

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sim"
)

type (
	weekday int8
	flag    bool
	label   string
	pair    struct {
		A string
		B int
	}
)

func (d weekday) String() string { return fmt.Sprintf("day %d", int8(d)) }

// through passes values through a variable, a swap and a channel of their
// type, and wants them back as they were.
func through[T any](t *testing.T, same func(a, b T) bool, values ...T) {
	t.Helper()
	x := runOn(t, func(th *sim.Thread) {
		v := sim.NewVar(th, "v", values[0])
		c := sim.NewChan[T](th, "c", len(values))
		for i, w := range append(values, values...) {
			if i > 0 {
				v.Store(th, w)
			}
			if got := v.Load(th); !same(got, w) {
				t.Errorf("variable: stored %#v, loaded %#v", w, got)
			}
		}
		for _, w := range values {
			c.Send(th, w)
		}
		for _, w := range values {
			if got, ok := c.Recv(th); !ok || !same(got, w) {
				t.Errorf("channel: sent %#v, received %#v %v", w, got, ok)
			}
		}
		c.Close(th)
		if got, ok := c.Recv(th); ok || !same(got, *new(T)) {
			t.Errorf("closed channel: received %#v %v", got, ok)
		}
		for _, w := range values { // the zero value is not taken for a stored one
			v.Store(th, w)
			v.Load(th)
		}
	})
	if len(x.Failures) > 0 {
		t.Error(trace(x))
	}
}

// throughAtomic does the same for an atomic cell.
func throughAtomic[T comparable](t *testing.T, same func(a, b T) bool, values ...T) {
	t.Helper()
	through(t, same, values...)
	runOn(t, func(th *sim.Thread) {
		a := sim.NewAtomic(th, "a", values[0])
		for i, w := range values {
			if i > 0 {
				if old := a.Swap(th, w); !same(old, values[i-1]) {
					t.Errorf("atomic: swapped out %#v, stored was %#v", old, values[i-1])
				}
			}
			if got := a.Load(th); !same(got, w) {
				t.Errorf("atomic: loaded %#v, stored was %#v", got, w)
			}
		}
	})
}

func equal[T comparable](a, b T) bool { return a == b }

func sameBits(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }

func TestValuesComeBack(t *testing.T) {
	throughAtomic(t, equal, 0, 1, -1, math.MaxInt, math.MinInt)
	throughAtomic(t, equal, int8(0), math.MaxInt8, math.MinInt8)
	throughAtomic(t, equal, int16(0), math.MaxInt16, math.MinInt16)
	throughAtomic(t, equal, int32(0), math.MaxInt32, math.MinInt32)
	throughAtomic(t, equal, int64(0), math.MaxInt64, math.MinInt64)
	throughAtomic(t, equal, uint(0), math.MaxUint)
	throughAtomic(t, equal, uint8(0), math.MaxUint8)
	throughAtomic(t, equal, uint16(0), math.MaxUint16)
	throughAtomic(t, equal, uint32(0), math.MaxUint32)
	throughAtomic(t, equal, uint64(0), 1, math.MaxUint64, 1<<63)
	throughAtomic(t, equal, uintptr(0), 1, ^uintptr(0))
	throughAtomic(t, equal, weekday(0), 6, -1)
	throughAtomic(t, equal, false, true, false)
	throughAtomic(t, equal, flag(true), false)
	throughAtomic(t, equal, "", "a", "b", "a", "ß\x00\n")
	throughAtomic(t, equal, label("a"), "")
	throughAtomic(t, equal, pair{"a", 1}, pair{}, pair{"a", 2})
	throughAtomic(t, equal, [2]string{"a", "b"}, [2]string{})
	throughAtomic(t, equal, complex(1, 2), 0)
	throughAtomic(t, sameBits, 0, math.Copysign(0, -1), 0, math.NaN(), math.Inf(-1), math.SmallestNonzeroFloat64, 1.5)
	throughAtomic(t, func(a, b float32) bool { return math.Float32bits(a) == math.Float32bits(b) },
		0, float32(math.Copysign(0, -1)), float32(math.NaN()), math.MaxFloat32)
	one, two := new(int), new(int)
	throughAtomic(t, equal, one, two, nil, one)
	err := errors.New("broken")
	throughAtomic[error](t, equal, nil, err, errors.New("broken"), err)
	throughAtomic(t, equal, make(chan int), nil)
	throughAtomic(t, equal, struct{}{}, struct{}{})

	deep := func(a, b any) bool { return reflect.DeepEqual(a, b) }
	through[any](t, deep, nil, 1, "1", []int{1}, []int{1}, map[string]int{"a": 1}, pair{"a", 1}, 1)
	through(t, func(a, b []int) bool { return reflect.DeepEqual(a, b) }, []int{1}, nil, []int{}, []int{1, 2})
	through(t, func(a, b map[string]int) bool { return reflect.DeepEqual(a, b) }, nil, map[string]int{"a": 1})
	through(t, func(a, b func() int) bool { return (a == nil) == (b == nil) && (a == nil || a() == b()) },
		func() int { return 1 }, nil, func() int { return 2 })
}

// A slice keeps its identity on the way: the receiver sees the same elements.
func TestSlicesAreShared(t *testing.T) {
	runOn(t, func(th *sim.Thread) {
		c := sim.NewChan[[]int](th, "c", 0)
		s := []int{1}
		a := th.Go("a", func(th *sim.Thread) {
			r, _ := c.Recv(th)
			r[0] = 2
		})
		c.Send(th, s)
		th.Join(a)
		if s[0] != 2 {
			t.Error("the receiver has a copy")
		}
	})
}

// casTo reports whether a compare-and-swap from old succeeds in a cell that
// holds held.
func casTo[T comparable](t *testing.T, held, old, new T) bool {
	ok := false
	runOn(t, func(th *sim.Thread) {
		a := sim.NewAtomic(th, "a", held)
		ok = a.CompareAndSwap(th, old, new)
		want := held
		if ok {
			want = new
		}
		if got := a.Load(th); !reflect.DeepEqual(got, want) && want == want {
			t.Errorf("CompareAndSwap(%#v, %#v) of %#v leaves %#v", old, new, held, got)
		}
	})
	return ok
}

func TestCompareAndSwapCompares(t *testing.T) {
	x, y := new(int), new(int)
	err := errors.New("broken")
	for name, c := range map[string]struct{ got, want bool }{
		"equal ints":        {casTo(t, 1, 1, 2), true},
		"other int":         {casTo(t, 1, 2, 3), false},
		"equal strings":     {casTo(t, "ab", "a"+string([]byte("b")), "c"), true},
		"other string":      {casTo(t, "ab", "", "c"), false},
		"equal structs":     {casTo(t, pair{"a", 1}, pair{"a", 1}, pair{}), true},
		"other struct":      {casTo(t, pair{"a", 1}, pair{"a", 2}, pair{}), false},
		"equal pointers":    {casTo(t, x, x, y), true},
		"other pointer":     {casTo(t, x, y, x), false},
		"nil pointers":      {casTo(t, nil, nil, x), true},
		"equal errors":      {casTo(t, err, err, nil), true},
		"other error":       {casTo(t, err, errors.New("broken"), nil), false},
		"equal interfaces":  {casTo[any](t, 1, 1, "x"), true},
		"types that differ": {casTo[any](t, 1, int64(1), "x"), false},
		"never comparable":  {casTo[any](t, []int{1}, []int{1}, "x"), false},
		"floats":            {casTo(t, 1.5, 1.5, 2), true},
		"NaN's bits":        {casTo(t, math.NaN(), math.NaN(), 2), true},
		"minus zero's bits": {casTo(t, math.Copysign(0, -1), 0, 2), false},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v", name, c.got)
		}
	}
}

func TestAddWraps(t *testing.T) {
	runOn(t, func(th *sim.Thread) {
		small := sim.NewAtomic(th, "small", int8(127))
		if got := sim.Add(th, small, 1); got != -128 || small.Load(th) != -128 {
			t.Errorf("int8: %d", got)
		}
		if !small.CompareAndSwap(th, -128, 1) {
			t.Error("an int8 that has wrapped does not compare equal to itself")
		}
		byte_ := sim.NewAtomic(th, "byte", uint8(255))
		if got := sim.Add(th, byte_, 2); got != 1 || byte_.Load(th) != 1 || !byte_.CompareAndSwap(th, 1, 0) {
			t.Errorf("uint8: %d", got)
		}
		wide := sim.NewAtomic(th, "wide", uint32(0))
		if got := sim.Add(th, wide, math.MaxUint32); got != math.MaxUint32 || !wide.CompareAndSwap(th, math.MaxUint32, 1) {
			t.Errorf("uint32: %d", got)
		}
		big := sim.NewAtomic(th, "big", uint64(math.MaxUint64))
		if got := sim.Add(th, big, 1); got != 0 || big.Load(th) != 0 {
			t.Errorf("uint64: %d", got)
		}
		mid := sim.NewAtomic(th, "mid", int32(math.MinInt32))
		if got := sim.Add(th, mid, -1); got != math.MaxInt32 || !mid.CompareAndSwap(th, math.MaxInt32, 0) {
			t.Errorf("int32: %d", got)
		}
	})
}

// printed returns what the trace shows for a store of v.
func printed[T any](t *testing.T, v T) string {
	x := runOn(t, func(th *sim.Thread) {
		a := sim.NewVar(th, "v", *new(T))
		a.Store(th, v)
		a.Load(th)
	})
	ev := x.State().Events()
	return model.Format(ev[0].Op, x.Names()) + " -> " + model.FormatResult(&ev[1], x.Names())
}

func TestPrintedValues(t *testing.T) {
	got := []string{
		printed(t, -1), printed(t, uint64(math.MaxUint64)), printed(t, uint8(255)), printed(t, weekday(2)),
		printed(t, true), printed(t, ""), printed(t, "a"), printed(t, "a b"),
		printed(t, math.Copysign(0, -1)), printed(t, math.NaN()), printed(t, float32(0.5)),
		printed(t, pair{"a", 1}), printed[any](t, []int{1, 2}), printed[any](t, nil), printed(t, errors.New("broken")),
		printed(t, new(int)), printed(t, (*int)(nil)), printed(t, &pair{"a", 1}), printed(t, []*int{new(int)}),
		printed(t, make(chan int)), printed(t, func() {}),
	}
	want := []string{
		"store v -1 -> -1", "store v 18446744073709551615 -> 18446744073709551615", "store v 255 -> 255", `store v "day 2" -> day 2`,
		"store v true -> true", `store v "" -> `, "store v a -> a", `store v "a b" -> a b`,
		"store v -0 -> -0", "store v NaN -> NaN", "store v 0.5 -> 0.5",
		`store v "{a 1}" -> {a 1}`, `store v "[1 2]" -> [1 2]`, "store v <nil> -> <nil>", "store v broken -> broken",
		"store v *int#2 -> *int#2", "store v <nil> -> <nil>", `store v "&{a 1}" -> &{a 1}`, "store v []*int#2 -> []*int#2",
		`store v "chan int#2" -> chan int#2`, "store v func()#2 -> func()#2",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Pointers print by the order of their first use, twice alike.
func TestPointersPrintAlike(t *testing.T) {
	program := func(th *sim.Thread) {
		c := sim.NewChan[*int](th, "c", 2)
		p, q := new(int), new(int)
		for _, x := range []*int{p, q, p, q} {
			c.Send(th, x)
			c.Recv(th)
		}
	}
	want := "main send c *int#1\nmain recv c -> *int#1\nmain send c *int#2\nmain recv c -> *int#2\n" +
		"main send c *int#1\nmain recv c -> *int#1\nmain send c *int#2\nmain recv c -> *int#2\n\n\n"
	for range 3 {
		if diff := cmp.Diff(want, trace(runOn(t, program))); diff != "" {
			t.Error(diff)
		}
	}
}
