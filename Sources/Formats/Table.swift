/// A neutral table: what a report says, before any format. A renderer decides how a cell looks; nothing
/// here does. Adding a format is one new file beside this one and a line in `ReportFormat`.

import Quantities

public struct Table: Hashable, Sendable {
  public struct Column: Hashable, Sendable {
    /// Decides the alignment, and how a machine format writes the cell.
    public enum Kind: Hashable, Sendable {
      case text, number

      public var alignsRight: Bool { self == .number }
    }

    /// For people.
    public var title: String
    /// For machines: lower case, underscores. Unique in the table.
    public var key: String
    public var kind: Kind

    public init(_ title: String, key: String, kind: Kind = .text) {
      self.title = title
      self.key = key
      self.kind = kind
    }
  }

  public enum Cell: Hashable, Sendable {
    case text(String)
    case money(Nanodollars)
    /// Dollars per million tokens.
    case price(PicodollarsPerToken)
    case count(Int)
    /// A second, in UTC; `Instant.never` is a value of its own.
    case instant(Instant)
    case date(CivilDate)
    case ratio(Ratio)
    case yes(Bool)
    /// Nothing to say: not zero.
    case blank
  }

  /// Shown above it; also the name of its part in a report of several tables.
  public var title: String
  public var columns: [Column]
  public var rows: [[Cell]]
  /// Sums below a line; the machine formats leave them out, because whoever reads those adds by himself.
  public var totals: [Cell]?

  public init(title: String = "", columns: [Column], rows: [[Cell]] = [], totals: [Cell]? = nil) {
    precondition(rows.allSatisfy { $0.count == columns.count }, "every row has a cell for each column")
    precondition(totals.map { $0.count == columns.count } ?? true, "so have the totals")
    self.title = title
    self.columns = columns
    self.rows = rows
    self.totals = totals
  }

  public mutating func append(_ row: [Cell]) {
    precondition(row.count == columns.count, "every row has a cell for each column")
    rows.append(row)
  }
}

extension Table.Cell {
  /// The cell for people: money to the cent, and marked as rounded where that loses anything.
  public var readable: String {
    switch self {
    case .text(let text): visible(text)
    case .money(let amount): amount.readable
    case .price(let price): "$" + price.dollarsPerMillion
    case .count(let count): grouped(count)
    case .instant(let instant): instant.readable
    case .date(let date): date.description
    case .ratio(let ratio): ratio.factor
    case .yes(let yes): yes ? "yes" : "no"
    case .blank: ""
    }
  }

  /// The cell for machines: exact, without a sign of currency or grouping.
  public var exact: String {
    switch self {
    case .text(let text): text
    case .money(let amount): amount.decimal
    case .price(let price): price.dollarsPerMillion
    case .count(let count): String(count)
    case .instant(let instant): instant.description
    case .date(let date): date.description
    case .ratio(let ratio): ratio.factor
    case .yes(let yes): yes ? "yes" : "no"
    case .blank: ""
    }
  }

  /// True if `readable` is not the whole truth.
  public var isRounded: Bool {
    if case .money(let amount) = self { amount.count % 10_000_000 != 0 } else { false }
  }
}

extension Nanodollars {
  /// `$1,250.50` when that is exact; `~$1,250.50` when it was rounded to the cent; `<$0.01` when that is all
  /// that can be said. A rounded figure is never shown as an exact one.
  public var readable: String {
    if count % 10_000_000 == 0 { return description }
    if count.magnitude < 10_000_000 { return count > 0 ? "<$0.01" : ">-$0.01" }
    return "~" + toCents
  }
}

extension Instant {
  /// `2026-12-01` at midnight, `2026-12-01 06:00`, `2026-12-01 06:00:30`: in UTC, which the heading says.
  public var readable: String {
    if self == .never { return "never" }
    if secondOfDay == 0 { return date.description }
    let clock = ClockTime(secondOfDay: secondOfDay).description
    return "\(date) \(secondOfDay % 60 == 0 ? String(clock.dropLast(3)) : clock)"
  }
}
