package scenarios

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Param is a size of a scenario.
type Param struct {
	Name              string
	Help              string // what it counts
	Default, Min, Max int
}

// Params are the sizes that a scenario has been given. They come from
// ParseParams only.
type Params struct {
	decls  []Param
	values []int // by position in decls
}

// ParseParams reads sizes, each as "key=value"; what is not named has its
// default. The error says in one line what is wrong and what would be right.
func (s *Scenario) ParseParams(kv []string) (Params, error) {
	p := Params{decls: s.Params}
	for _, d := range s.Params {
		p.values = append(p.values, d.Default)
	}
	given := map[string]bool{}
	for _, arg := range kv {
		key, text, ok := strings.Cut(arg, "=")
		key, text = strings.TrimSpace(key), strings.TrimSpace(text)
		i := p.index(key)
		switch {
		case !ok || key == "":
			return Params{}, fmt.Errorf("parameter %q is not of the form key=value; %s", arg, s.known())
		case i < 0:
			return Params{}, fmt.Errorf("unknown parameter %q; %s", key, s.known())
		case given[key]:
			return Params{}, fmt.Errorf("parameter %s is given twice; name it once", key)
		}
		given[key] = true
		v, err := strconv.Atoi(text)
		if err != nil && !errors.Is(err, strconv.ErrRange) {
			return Params{}, fmt.Errorf("parameter %s=%s is not a whole number; %s", key, text, s.known())
		}
		if d := s.Params[i]; v < d.Min || v > d.Max {
			return Params{}, fmt.Errorf("parameter %s=%s is out of range; %s", key, text, s.known())
		}
		p.values[i] = v
	}
	return p, nil
}

// known lists the parameters of s, for messages.
func (s *Scenario) known() string {
	if len(s.Params) == 0 {
		return s.Name + " has no parameters"
	}
	var parts []string
	for _, d := range s.Params {
		parts = append(parts, fmt.Sprintf("%s (%d to %d, default %d)", d.Name, d.Min, d.Max, d.Default))
	}
	return s.Name + " knows " + strings.Join(parts, ", ")
}

func (p Params) index(name string) int {
	return slices.IndexFunc(p.decls, func(d Param) bool { return d.Name == name })
}

// Int returns the size called name. It panics when the scenario does not
// declare it, which is a mistake in the catalogue.
func (p Params) Int(name string) int {
	i := p.index(name)
	if i < 0 {
		panic("scenarios: no parameter is declared as " + name)
	}
	return p.values[i]
}

// KV returns all sizes as "key=value" in the order of their declaration,
// defaults included. Seeds carry a hash of them.
func (p Params) KV() []string {
	var kv []string
	for i, d := range p.decls {
		kv = append(kv, d.Name+"="+strconv.Itoa(p.values[i]))
	}
	return kv
}

// isDefault reports whether all sizes have their defaults.
func (p Params) isDefault() bool {
	for i, d := range p.decls {
		if p.values[i] != d.Default {
			return false
		}
	}
	return true
}
