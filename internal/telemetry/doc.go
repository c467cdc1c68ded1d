// Package telemetry tells people how the house is doing: logs without personal
// data, metrics for Prometheus, and health for probes. Everything is made by a
// constructor and handed on; there is no global logger or registry.
package telemetry
