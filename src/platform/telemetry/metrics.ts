import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** The measurements of one process, for Prometheus. */
export interface Metrics {
  /** Seconds of requests by method, route pattern (never the path: its variety has no end) and status. */
  requestSeconds: Histogram<'method' | 'route' | 'status'>;
  /** Refusals by their code. */
  refusals: Counter<'code'>;
  /** Open live streams. */
  streams: Gauge;
  /** Adds a value that is looked up when the metrics are read. */
  observe(name: string, help: string, read: () => Promise<number> | number): void;
  /** Adds values with one label, looked up when the metrics are read. */
  observeEach(name: string, help: string, label: string, read: () => Record<string, number>): void;
  /** Everything in the Prometheus text format. */
  text(): Promise<string>;
  contentType: string;
}

/** Opens the measurements of a process. Each web server has its own: nothing is shared between tests. */
export function openMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    requestSeconds: new Histogram({
      name: 'mainstay_http_request_seconds',
      help: 'Duration of HTTP requests',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
      registers,
    }),
    refusals: new Counter({
      name: 'mainstay_refusals_total',
      help: 'Requests refused',
      labelNames: ['code'],
      registers,
    }),
    streams: new Gauge({ name: 'mainstay_live_streams', help: 'Open live streams', registers }),
    observe(name, help, read) {
      const gauge: Gauge = new Gauge({
        name,
        help,
        registers,
        async collect() {
          // What cannot be read now is not a number: a gap in the graph says so better than a zero.
          gauge.set(await Promise.resolve(read()).catch(() => Number.NaN));
        },
      });
    },
    observeEach(name, help, label, read) {
      const gauge: Gauge = new Gauge({
        name,
        help,
        labelNames: [label],
        registers,
        collect() {
          for (const [value, count] of Object.entries(read())) gauge.set({ [label]: value }, count);
        },
      });
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
