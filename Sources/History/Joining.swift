/// Several files become one history. Nothing is counted twice: days that two files hold alike count once, days that they hold
/// differently are a question. A file of dollars and a file of tokens of one account complete each other.

import Quantities

/// What to do with days that two files hold differently.
public enum Overlap: String, CaseIterable, Hashable, Sendable {
  /// The file that was named first, or the last, has the day; or both are true and are added up.
  case first, last, sum
}

/// Two files hold a day differently, and nobody said which is right.
struct OverlapQuestion: Error, Hashable {
  var first: String
  var second: String
  var day: CivilDate
}

struct Joining {
  struct Source {
    var format: UsageFormat
    var path: String
    /// By day and series.
    var rows: [Place: [UsageRow]]
    var covered: Set<CivilDate>
    var noted: [CivilDate: UsageRow.State]
    var series: Set<String?>

    struct Place: Hashable {
      var day: CivilDate
      var series: String?
    }

    init(_ format: UsageFormat, path: String, table: UsageTable) {
      (self.format, self.path) = (format, path)
      rows = Dictionary(grouping: table.rows) { Place(day: $0.stretch.day, series: $0.subject.series) }
      (covered, noted) = (table.covered, table.noted)
      series = Set(table.rows.map(\.subject.series))
    }

    /// What it knows of a day: nil if nothing, empty for a zero.
    func known(_ place: Place) -> [UsageRow]? {
      let known = (rows[place] ?? []).filter { $0.state != .missing }
      if !known.isEmpty { return known }
      return covered.contains(place.day) && (place.series == nil || series.contains(place.series)) ? [] : nil
    }
  }

  private var sources: [Source]
  private var pricing: UsagePricing

  static func history(
    of sources: [Source], overlap: Overlap?, pricing: UsagePricing
  ) throws(OverlapQuestion) -> UsageHistory {
    var joining = Joining(sources: sources, pricing: pricing)
    try joining.settle(overlap)
    joining.complete()
    return joining.result
  }

  // MARK: Overlaps

  private mutating func settle(_ rule: Overlap?) throws(OverlapQuestion) {
    for later in sources.indices.dropFirst() {
      for earlier in 0..<later where mayOverlap(sources[earlier], sources[later]) {
        try settle(earlier, later, rule)
      }
    }
  }

  private func mayOverlap(_ a: Source, _ b: Source) -> Bool {
    if !a.series.isEmpty, !b.series.isEmpty, a.series.isDisjoint(with: b.series) { return false }
    if a.format.account == .any || b.format.account == .any { return true }
    return a.format.account == b.format.account && !completes(a, b) && !completes(b, a)
  }

  private func completes(_ dollars: Source, _ tokens: Source) -> Bool {
    dollars.format.account == tokens.format.account && dollars.format.account != .any
      && dollars.format.content == .dollars && tokens.format.content == .tokens
  }

  private mutating func settle(_ earlier: Int, _ later: Int, _ rule: Overlap?) throws(OverlapQuestion) {
    var places = Set(sources[later].rows.keys)
    for day in sources[later].covered {
      for series in sources[later].series.union(sources[earlier].series).union([nil]) {
        places.insert(Source.Place(day: day, series: series))
      }
    }
    for place in places.sorted(by: { ($0.day, $0.series ?? "") < ($1.day, $1.series ?? "") }) {
      guard let a = sources[earlier].known(place), let b = sources[later].known(place),
        !a.isEmpty || !b.isEmpty
      else { continue }
      if a.sorted(by: UsageRow.precedes) == b.sorted(by: UsageRow.precedes) {
        sources[later].rows[place] = nil
        continue
      }
      switch rule {
      case nil:
        throw OverlapQuestion(first: sources[earlier].path, second: sources[later].path, day: place.day)
      case .first: sources[later].rows[place] = nil
      case .last: sources[earlier].rows[place] = nil
      case .sum: break
      }
    }
  }

  // MARK: Dollars and tokens

  /// One line of both files: what they call the model may differ.
  private struct Line: Hashable {
    var day: CivilDate
    var subject: UsageRow.Subject
  }

  private mutating func complete() {
    for dollars in sources.indices where sources[dollars].format.content == .dollars {
      for tokens in sources.indices where completes(sources[dollars], sources[tokens]) {
        complete(dollars, tokens)
      }
    }
  }

  /// Dollars go to the row of tokens that they were billed for. Those for which no such row is found stay rows of their own,
  /// at a list price of zero, because the tokens of that day have it already; what is not for tokens keeps its price.
  private mutating func complete(_ dollars: Int, _ tokens: Int) {
    var lines: [Line: [(place: Source.Place, index: Int)]] = [:]
    for (place, rows) in sources[tokens].rows {
      for (index, row) in rows.enumerated() where !row.stretch.isHour && row.tokens != nil {
        lines[line(row), default: []].append((place, index))
      }
    }
    for (place, rows) in sources[dollars].rows {
      guard sources[tokens].known(place) != nil else { continue }
      var kept: [UsageRow] = []
      for row in rows {
        var row = row
        let other = row.billedByKind?.other ?? 0
        let own = lines[line(row)] ?? []
        var searches = Nanodollars.zero
        if own.count == 1, let found = own.first, var target = sources[tokens].rows[found.place]?[found.index]
        {
          searches = pricing.searches(target)
          var part = UsageRow(target.stretch)
          part.billed = row.billed
          part.billedByKind = row.billedByKind
          if target.add(part) {
            sources[tokens].rows[found.place]?[found.index] = target
            row.billed = Nanodollars(0)
            row.billedByKind = nil
          }
        } else if isForeign(row) {
          // Its tokens have no price of their own: the dollars are what it costs.
          free(tokens, place, line(row))
          kept.append(row)
          continue
        }
        row.statedList = Nanodollars(max(0, other - searches.count))
        row.statedListByKind = nil
        if row.billed != Nanodollars(0) || row.statedList != Nanodollars(0) { kept.append(row) }
      }
      sources[dollars].rows[place] = kept.isEmpty ? nil : kept
      sources[dollars].covered.insert(place.day)
    }
  }

  private mutating func free(_ tokens: Int, _ place: Source.Place, _ line: Line) {
    guard let rows = sources[tokens].rows[place] else { return }
    for (index, row) in rows.enumerated()
    where row.billed == nil && self.line(row).subject.model == line.subject.model {
      sources[tokens].rows[place]?[index].statedList = Nanodollars(0)
    }
  }

  private mutating func isForeign(_ row: UsageRow) -> Bool {
    if case .foreign = pricing.meaning(of: row.subject.model) { return true }
    return false
  }

  private mutating func line(_ row: UsageRow) -> Line {
    var subject = row.subject
    subject.model = pricing.name(of: subject.model)?.lowercased()
    return Line(day: row.stretch.day, subject: subject)
  }

  // MARK: The result

  private var result: UsageHistory {
    // A sum that is past any count was refused when the file was read; the same of several files is a file of nonsense,
    // and its rows stay apart.
    var table = UsageTable()
    var apart: [UsageRow] = []
    for source in sources {
      for place in source.rows.keys.sorted(by: { ($0.day, $0.series ?? "") < ($1.day, $1.series ?? "") }) {
        for row in source.rows[place] ?? [] {
          do throws(ExportMistake) { try table.add(row, at: ExportPlace()) } catch { apart.append(row) }
        }
      }
    }
    var covered: Set<CivilDate> = []
    var noted: [CivilDate: UsageRow.State] = [:]
    for source in sources {
      covered.formUnion(source.covered)
      noted.merge(source.noted) { $0.weight >= $1.weight ? $0 : $1 }
    }
    return UsageHistory(rows: table.rows + apart, covered: covered, noted: noted)
  }
}
