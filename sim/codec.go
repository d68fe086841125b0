package sim

import (
	"fmt"
	"reflect"
	"strconv"
	"unsafe"

	"github.com/interleave-go/interleave/model"
)

// codec turns values of T into the words that the model knows, and back.
// Integers and booleans are their own words. Other values are kept in a table:
// equal values have equal words, which is what compare-and-swap looks at;
// values that cannot be compared get a word each.
type codec[T any] struct {
	kind  reflect.Kind // Invalid: by table
	known bool
	vals  []T
	index map[any]model.Word
}

func (c *codec[T]) reset() {
	if !c.known {
		c.known = true
		switch k := reflect.TypeFor[T]().Kind(); k {
		case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
			reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
			c.kind = k
		}
	}
	if c.kind == reflect.Invalid {
		clear(c.vals)
		c.vals = c.vals[:0]
		clear(c.index)
	}
}

func (c *codec[T]) encode(v T) model.Word {
	p := unsafe.Pointer(&v) // read as the integer type that c.kind says it is
	switch c.kind {
	case reflect.Int:
		return int64(*(*int)(p))
	case reflect.Int64, reflect.Uint64:
		return *(*int64)(p)
	case reflect.Bool:
		if *(*bool)(p) {
			return 1
		}
		return 0
	case reflect.Int8:
		return int64(*(*int8)(p))
	case reflect.Int16:
		return int64(*(*int16)(p))
	case reflect.Int32:
		return int64(*(*int32)(p))
	case reflect.Uint8:
		return int64(*(*uint8)(p))
	case reflect.Uint16:
		return int64(*(*uint16)(p))
	case reflect.Uint32:
		return int64(*(*uint32)(p))
	case reflect.Uint, reflect.Uintptr:
		return int64(*(*uint)(p))
	}
	return c.intern(v)
}

func (c *codec[T]) decode(w model.Word) (v T) {
	p := unsafe.Pointer(&v)
	switch c.kind {
	case reflect.Int:
		*(*int)(p) = int(w)
	case reflect.Int64, reflect.Uint64:
		*(*int64)(p) = w
	case reflect.Bool:
		*(*bool)(p) = w != 0
	case reflect.Int8, reflect.Uint8:
		*(*uint8)(p) = uint8(w)
	case reflect.Int16, reflect.Uint16:
		*(*uint16)(p) = uint16(w)
	case reflect.Int32, reflect.Uint32:
		*(*uint32)(p) = uint32(w)
	case reflect.Uint, reflect.Uintptr:
		*(*uint)(p) = uint(w)
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
	comparable := reflect.ValueOf(&v).Elem().Comparable()
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

// text prints the value of a word. What prints an address is shown by the
// order of its first use instead.
func (c *codec[T]) text(w model.Word) string {
	v := c.decode(w)
	switch c.kind {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if _, named := any(v).(fmt.Stringer); !named {
			return strconv.FormatInt(w, 10)
		}
	case reflect.Invalid:
		if printsAddress(v) {
			return fmt.Sprintf("%T#%d", v, w)
		}
	}
	return fmt.Sprint(v)
}
