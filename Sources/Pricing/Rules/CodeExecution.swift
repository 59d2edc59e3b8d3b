/// Code execution is billed by the container-second at an hourly price, at least five minutes if it ran
/// at all: 0 seconds cost nothing, 1 second and 300 seconds the same, 301 seconds a second more. The free
/// hours, and the runs that web tools since 20260209 make free, are for the caller to leave out: they
/// belong to an organisation, not to a request.
/// Source: platform pricing.

enum CodeExecution {
  static let rule = PriceRule(
    "code execution", "container-seconds at the hourly price, at least the minimum; no factor touches them",
    parameter: .codeExecution)

  static let secondsPerHour: Int64 = 3_600

  @inline(__always)
  static func refuses(_ usage: Usage, _ terms: Terms) -> Bool {
    usage.codeExecutionSeconds > 0 && terms.codeExecution == nil
  }

  @inline(__always)
  static func charge<Sink: ChargeSink>(_ usage: Usage, _ terms: Terms, to sink: inout Sink) {
    if usage.codeExecutionSeconds > 0, let price = terms.codeExecution {
      sink.tool(
        max(usage.codeExecutionSeconds, terms.codeExecutionMinimum), at: price, per: secondsPerHour, by: rule)
    }
  }
}
