/// What a reader of one format is given and what it gives: rows, warnings at their place, and the first mistake.
/// A format is one file in `Readers/` and one line in `UsageFormat.all`.

import Quantities

/// Where something stands in an export: a line and column from 1, or nothing but the file (0).
public struct ExportPlace: Hashable, Sendable {
  public var line: Int
  public var column: Int
  /// Characters to underline.
  public var length = 1

  public init(line: Int = 0, column: Int = 0) {
    self.line = line
    self.column = column
  }
}

/// The first mistake ends the reading of a file.
public struct ExportMistake: Error, Hashable, Sendable {
  public var place: ExportPlace
  public var problem: String
  public var remedy: String

  public init(_ place: ExportPlace, _ problem: String, _ remedy: String) {
    self.place = place
    self.problem = problem
    self.remedy = remedy
  }
}

/// A mistake, and the file that it is in.
public struct ExportFileMistake: Error, Hashable, Sendable {
  public var path: String
  public var mistake: ExportMistake

  public init(_ path: String, _ mistake: ExportMistake) {
    self.path = path
    self.mistake = mistake
  }
}

/// Where readers put rows. Rows that agree in stretch and subject are added up at once, so that memory grows with the
/// hours and subjects of a history and not with its requests.
public protocol UsageSink {
  mutating func add(_ row: UsageRow, at place: ExportPlace) throws(ExportMistake)
  /// A day about which the export says that it holds all of it, used or not: a day without a row is then zero.
  mutating func cover(_ day: CivilDate)
  /// A day that the export should hold and does not, or of which it may hold more later.
  mutating func note(_ day: CivilDate, _ state: UsageRow.State)
  /// Whether no request of this identity was given before, by this file or by another of its format: a request that two
  /// exports hold counts once. `id` is whatever tells requests apart; only its hash is kept.
  mutating func isNew(_ id: Span<UInt8>) -> Bool
  mutating func warn(_ place: ExportPlace, _ problem: String, _ remedy: String)
}
