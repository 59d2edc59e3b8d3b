/// The development histories (Histories/README.md), in nano-dollars of a mean day of a dollar.

import Demand
import Foundation
import Quantities
import Testing

enum Development {
  static let all: [UsageSeries] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let path = folder.appending(path: "Histories/development.csv").path
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
    var values: [String: [Int64: Int64]] = [:]
    for line in text.split(whereSeparator: \.isNewline).dropFirst() {
      let cells = line.split(separator: ",")
      guard let date = try? CivilDate(parsing: cells[1]), let value = try? Nanodollars(parsing: cells[2])
      else { continue }
      values[String(cells[0]), default: [:]][date.day] = value.count
    }
    return values.sorted { $0.key < $1.key }.map { name, days in
      let (first, last) = (days.keys.min() ?? 0, days.keys.max() ?? 0)
      return UsageSeries(
        name: name, first: CivilDate(day: first),
        days: (first...last).map { day in
          var entry = UsageSeries.Day()
          entry.amount = days[day] ?? 0
          return entry
        })
    }
  }()

  static func series(_ name: String) -> UsageSeries { all.first { $0.name == name } ?? all[0] }
}
