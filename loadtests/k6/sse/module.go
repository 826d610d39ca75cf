// Package sse is the k6 module k6/x/sse: it reads server-sent events as they
// come, which k6/http can't, and measures the request as k6/http does.
package sse

import (
	"errors"

	"github.com/grafana/sobek"

	"go.k6.io/k6/js/common"
	"go.k6.io/k6/js/modules"
)

const moduleName = "k6/x/sse"

func init() {
	modules.Register(moduleName, new(rootModule))
}

type rootModule struct{}

// NewModuleInstance is called once for each virtual user.
func (*rootModule) NewModuleInstance(vu modules.VU) modules.Instance {
	meter, err := newMeter(vu.InitEnv())
	if err != nil {
		common.Throw(vu.Runtime(), err)
	}
	return &module{vu: vu, meter: meter}
}

type module struct {
	vu    modules.VU
	meter meter
}

// Exports are the named exports; sse.d.ts has their types.
func (m *module) Exports() modules.Exports {
	return modules.Exports{Named: map[string]any{"open": m.open}}
}

func (m *module) open(url, params, onEvent sobek.Value) (*sobek.Object, error) {
	rt, state := m.vu.Runtime(), m.vu.State()
	if state == nil {
		return nil, common.NewInitContextError("open: a stream can't be opened in the init context; " +
			"open it in setup(), or in the function that virtual users run")
	}
	preq, err := parseRequest(rt, state, url, params)
	if err == nil {
		err = checkListener(rt, onEvent)
	}
	if err != nil {
		panic(rt.NewTypeError("open: %s.", err))
	}
	call := &call{vu: m.vu, meter: m.meter, preq: preq, tags: tagsOf(state, preq)}
	listener, _ := sobek.AssertFunction(onEvent)
	return call.run(listener)
}

func checkListener(rt *sobek.Runtime, value sobek.Value) error {
	if _, ok := sobek.AssertFunction(value); !ok {
		return errors.New("onEvent is no function: expected one that takes an event, and returns false for no more")
	}
	if common.IsAsyncFunction(rt, value) {
		return errors.New("onEvent is async: expected a plain function, since promises have to wait for the stream's end")
	}
	return nil
}
