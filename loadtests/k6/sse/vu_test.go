package sse

import (
	"context"
	"net/http"
	"testing"

	"github.com/grafana/sobek"

	"go.k6.io/k6/js/common"
	"go.k6.io/k6/js/modules"
	"go.k6.io/k6/lib"
	"go.k6.io/k6/metrics"
)

// testVU is a virtual user with what this module asks of one. What it lacks
// panics, as its interface is nil.
type testVU struct {
	modules.VU
	ctx     context.Context
	cancel  context.CancelFunc
	runtime *sobek.Runtime
	env     *common.InitEnvironment
	state   *lib.State
	samples chan metrics.SampleContainer
}

func (vu *testVU) Context() context.Context         { return vu.ctx }
func (vu *testVU) Runtime() *sobek.Runtime          { return vu.runtime }
func (vu *testVU) InitEnv() *common.InitEnvironment { return vu.env }
func (vu *testVU) State() *lib.State                { return vu.state }

// newTestVU has imported the module, and is still in its init context.
func newTestVU(t *testing.T) *testVU {
	t.Helper()
	registry := metrics.NewRegistry()
	vu := &testVU{
		runtime: sobek.New(),
		env:     &common.InitEnvironment{TestPreInitState: &lib.TestPreInitState{Registry: registry}},
		samples: make(chan metrics.SampleContainer, 100),
	}
	vu.ctx, vu.cancel = context.WithCancel(t.Context())
	vu.runtime.SetFieldNameMapper(common.FieldNameMapper{})
	for name, export := range new(rootModule).NewModuleInstance(vu).Exports().Named {
		if err := vu.runtime.Set(name, export); err != nil {
			t.Fatal(err)
		}
	}
	return vu
}

func (vu *testVU) leaveInit(t *testing.T, logger *testLogger) {
	t.Helper()
	registry := vu.env.Registry
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	vu.state = &lib.State{
		Options:        lib.Options{SystemTags: &metrics.DefaultSystemTagSet},
		BuiltinMetrics: metrics.RegisterBuiltinMetrics(registry),
		Logger:         logger.Logger,
		Transport:      transport,
		BufferPool:     lib.NewBufferPool(),
		Samples:        vu.samples,
		Tags:           lib.NewVUStateTags(registry.RootTagSet().With("scenario", "default")),
	}
	vu.env = nil
}

// counted sums up the samples of a metric that have these tags.
func (vu *testVU) counted(metric string, tags map[string]string) (count int, sum float64) {
	close(vu.samples)
	for container := range vu.samples {
	next:
		for _, sample := range container.GetSamples() {
			if sample.Metric.Name != metric {
				continue
			}
			for name, want := range tags {
				if got, _ := sample.Tags.Get(name); got != want {
					continue next
				}
			}
			count++
			sum += sample.Value
		}
	}
	return count, sum
}
