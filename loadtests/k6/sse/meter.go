package sse

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"go.k6.io/k6/js/common"
	"go.k6.io/k6/lib"
	"go.k6.io/k6/lib/netext/httpext"
	"go.k6.io/k6/metrics"
)

// meter has what this module counts beside k6's own metrics of the request.
type meter struct {
	events, timeToFirstEvent *metrics.Metric
}

func newMeter(env *common.InitEnvironment) (meter, error) {
	if env == nil {
		return meter{}, fmt.Errorf("%s: import it at the top of the script; a metric can't be made later", moduleName)
	}
	events, err := env.Registry.NewMetric("sse_events", metrics.Counter)
	if err != nil {
		return meter{}, err
	}
	first, err := env.Registry.NewMetric("sse_time_to_first_event", metrics.Trend, metrics.Time)
	return meter{events, first}, err
}

// count counts the nth event of a request, from 1.
func (m meter) count(ctx context.Context, state *lib.State, tags metrics.TagsAndMeta, nth int, at time.Duration) {
	sample := func(metric *metrics.Metric, value float64) metrics.Sample {
		return metrics.Sample{
			TimeSeries: metrics.TimeSeries{Metric: metric, Tags: tags.Tags},
			Metadata:   tags.Metadata,
			Time:       time.Now(),
			Value:      value,
		}
	}
	samples := metrics.Samples{sample(m.events, 1)}
	if nth == 1 {
		samples = append(samples, sample(m.timeToFirstEvent, metrics.D(at)))
	}
	metrics.PushIfNotDone(ctx, state.Samples, samples)
}

// tagsOf are the tags that k6 gives to the metrics of the same request. Only an
// answer of 200 has events.
func tagsOf(state *lib.State, preq *httpext.ParsedHTTPRequest) metrics.TagsAndMeta {
	tags := preq.TagsAndMeta.Clone()
	enabled := state.Options.SystemTags
	name, given := tags.Tags.Get(metrics.TagName.String())
	if !given {
		name = preq.URL.Name
		tags.SetSystemTagOrMetaIfEnabled(enabled, metrics.TagName, name)
	}
	tags.SetSystemTagOrMetaIfEnabled(enabled, metrics.TagURL, name)
	tags.SetSystemTagOrMetaIfEnabled(enabled, metrics.TagMethod, preq.Req.Method)
	tags.SetSystemTagOrMetaIfEnabled(enabled, metrics.TagStatus, strconv.Itoa(http.StatusOK))
	return tags
}
