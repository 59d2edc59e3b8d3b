/// A length of time that may be random: `6 hours`, or `{median: 2 hours, p90: 2 days}` (lognormal).
/// At the boundary: a p90 equal to the median is that length for sure; a smaller one is refused.

import Documents
import Quantities
import Scenario

extension Shape where Value == SpanLaw {
  /// In a replay, in which all is certain, the span alone.
  static var delay: Shape { spanLaw.with(form: .either(closed: .span, open: spanLaw.form)) }

  static var spanLaw: Shape {
    Shape(
      "a span of time like 6 hours, or {median: 2 hours, p90: 2 days}",
      .anyOf([.span, .record(.spanLaw)]), write: { $0.node }
    ) { node, findings in
      guard node.isMap else { return Shape<Int64>.seconds.read(node, findings).map { .fixed($0) } }
      return Record.read(node, "a random span of time", .spanLaw, findings) { span in
        let median = span.need(Keys.spanLaw.median)
        let p90 = span.need(Keys.spanLaw.p90)
        guard let median, let p90 else { return nil }
        guard p90 >= median else {
          findings.error(
            span.place(Keys.spanLaw.p90),
            "nine in ten cannot be less than the median (\(TimeSpan.seconds(median)))",
            "write a longer p90")
          return nil
        }
        return p90 == median ? .fixed(median) : .lognormal(median: median, p90: p90)
      }
    }
  }
}

extension SpanLaw {
  /// What the ledger's plan holds.
  var median: Int64 {
    switch self {
    case .fixed(let seconds), .lognormal(let seconds, _): seconds
    }
  }

  /// Nil where nothing is random.
  var random: SpanLaw? {
    if case .lognormal = self { self } else { nil }
  }

  fileprivate var node: Node {
    func text(_ seconds: Int64) -> Node { .text(TimeSpan.seconds(seconds).description) }
    switch self {
    case .fixed(let seconds): return text(seconds)
    case .lognormal(let median, let p90):
      let keys = Keys.spanLaw
      let pairs = [(keys.median, median), (keys.p90, p90)].map { key, seconds in
        Node.Pair(key: .text(key.name), value: text(seconds))
      }
      return Node(content: .mapping(pairs), place: .file)
    }
  }

  /// In the notation of the file.
  var text: String {
    switch self {
    case .fixed(let seconds): "\(TimeSpan.seconds(seconds))"
    case .lognormal(let median, let p90):
      "{median: \(TimeSpan.seconds(median)), p90: \(TimeSpan.seconds(p90))}"
    }
  }
}
