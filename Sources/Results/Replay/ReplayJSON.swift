/// A replay as JSON, schema `lotwise/replay/1`: amounts are decimal strings in dollars, instants are UTC,
/// what never comes is null. Keys are only ever added within a version.

import Formats
import Ledger
import Quantities

public struct ReplayJSON: Sendable {
  public static let schema = "lotwise/replay/1"

  public init() {}

  public func write(_ result: ReplayResult, into out: inout ByteBuffer) {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", ReplayJSON.schema)
      json.string("title", result.title)
      json.instant("start", result.start)
      switch result.reading {
      case .before(let instant): json.instant("read_before", instant)
      case .through(let instant): json.instant("read_through", instant)
      }
      json.array("lots") { json in
        for lot in result.lots {
          json.object { json in
            json.string("name", lot.name)
            json.figures(lot.figures)
          }
        }
      }
      for group in result.groups {
        json.object(group.subject) { $0.figures(group.figures) }
      }
      json.array("paid_by_month") { json in
        for (month, cash) in result.paidByMonth {
          json.object { json in
            json.string("month", monthName(month))
            json.money("paid", cash)
          }
        }
      }
      json.array("refused_by_provider") { json in
        for refusal in result.refusals {
          json.object { json in
            json.string("reason", refusal.reason)
            json.number("requests", refusal.count)
          }
        }
      }
    }
    out.append(json.finish())
  }
}

extension JSONWriter {
  fileprivate mutating func figures(_ figures: [ReplayFigure]) {
    for figure in figures { cell(figure.key, figure.cell) }
  }
}
