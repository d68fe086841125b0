package sim

import (
	"fmt"
	"reflect"
	"strconv"
	"unsafe"

	"github.com/interleave-go/interleave/model"
)

// codec turns values of T into the words that the model knows, and back.
// Integers and booleans are their own words; narrow integers stand at the upper
// end of the word, so that the model's additions wrap as theirs do. Floats are
// their bits: minus zero stays what it is, and compare-and-swap compares bits.
// Other values are kept in a table: equal values have equal words, which is
// what compare-and-swap looks at; values that cannot be compared get a word
// each.
type codec[T any] struct {
	kind  reflect.Kind // Invalid: by table
	known bool
	equal equality
	// opaque: the values hold addresses or cannot be compared, so that their words
	// are a matter of one execution. The table of others is kept over executions,
	// whose orders differ: equal values have equal words in all of them.
	opaque bool
	vals   []T
	index  map[any]model.Word
}

// narrow is by how much an int is narrower than a word.
const narrow = 64 - strconv.IntSize

func (c *codec[T]) reset() {
	if !c.known {
		c.known = true
		c.equal = equalityOf(reflect.TypeFor[T]())
		c.opaque = c.equal != always || mayHoldAddress(reflect.TypeFor[T]())
		switch k := reflect.TypeFor[T]().Kind(); k {
		case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
			reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr,
			reflect.Float32, reflect.Float64:
			c.kind = k
		}
	}
	if c.opaque {
		clear(c.vals)
		c.vals = c.vals[:0]
		clear(c.index)
	}
}

func (c *codec[T]) encode(v T) model.Word {
	p := unsafe.Pointer(&v) // read as the integer type that c.kind says it is
	switch c.kind {
	case reflect.Int:
		return int64(*(*int)(p)) << narrow
	case reflect.Int64, reflect.Uint64, reflect.Float64:
		return *(*int64)(p)
	case reflect.Bool:
		if *(*bool)(p) {
			return 1
		}
		return 0
	case reflect.Int8:
		return int64(*(*int8)(p)) << 56
	case reflect.Int16:
		return int64(*(*int16)(p)) << 48
	case reflect.Int32:
		return int64(*(*int32)(p)) << 32
	case reflect.Uint8:
		return int64(*(*uint8)(p)) << 56
	case reflect.Uint16:
		return int64(*(*uint16)(p)) << 48
	case reflect.Uint32, reflect.Float32:
		return int64(*(*uint32)(p)) << 32
	case reflect.Uint, reflect.Uintptr:
		return int64(*(*uint)(p)) << narrow
	}
	return c.intern(v)
}

func (c *codec[T]) decode(w model.Word) (v T) {
	p := unsafe.Pointer(&v)
	switch c.kind {
	case reflect.Int:
		*(*int)(p) = int(w >> narrow)
	case reflect.Int64, reflect.Uint64, reflect.Float64:
		*(*int64)(p) = w
	case reflect.Bool:
		*(*bool)(p) = w != 0
	case reflect.Int8, reflect.Uint8:
		*(*uint8)(p) = uint8(w >> 56)
	case reflect.Int16, reflect.Uint16:
		*(*uint16)(p) = uint16(w >> 48)
	case reflect.Int32, reflect.Uint32, reflect.Float32:
		*(*uint32)(p) = uint32(w >> 32)
	case reflect.Uint, reflect.Uintptr:
		*(*uint)(p) = uint(w >> narrow)
	default:
		if w != 0 {
			v = c.vals[w-1]
		}
	}
	return v
}

// intern returns the word of a value kept by table: the zero value of T that
// the model makes by itself (a receive from a closed channel) is word 0.
func (c *codec[T]) intern(v T) model.Word {
	comparable := c.equal == always || c.equal == byValue && canCompare(v)
	if comparable {
		if w, ok := c.index[any(v)]; ok {
			return w
		}
	}
	c.vals = append(c.vals, v)
	w := model.Word(len(c.vals))
	if comparable {
		if c.index == nil {
			c.index = map[any]model.Word{}
		}
		c.index[any(v)] = w
	}
	return w
}

// equality tells which values of a type can be compared.
type equality uint8

const (
	never equality = iota
	byValue
	always
)

func equalityOf(t reflect.Type) equality {
	if !t.Comparable() {
		return never
	}
	switch t.Kind() {
	case reflect.Interface:
		return byValue
	case reflect.Array:
		return equalityOf(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if equalityOf(t.Field(i).Type) == byValue {
				return byValue
			}
		}
	}
	return always
}

// mayHoldAddress reports whether values of a comparable type without interfaces
// may hold an address.
func mayHoldAddress(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Chan, reflect.UnsafePointer:
		return true
	case reflect.Array:
		return mayHoldAddress(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if mayHoldAddress(t.Field(i).Type) {
				return true
			}
		}
	}
	return false
}

// canCompare is on its own since it moves v to the heap.
func canCompare[T any](v T) bool { return reflect.ValueOf(&v).Elem().Comparable() }

// text prints the value of a word. What prints an address is shown by the
// order of its first use instead.
func (c *codec[T]) text(w model.Word) string {
	v := c.decode(w)
	switch c.kind {
	case reflect.Invalid:
		if printsAddress(v) {
			return fmt.Sprintf("%T#%d", v, w)
		}
	}
	return fmt.Sprint(v)
}
