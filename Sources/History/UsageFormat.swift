/// The formats that are known, and how one is told from another: by what a file holds, never by its name. A format is one
/// file in `Readers/` and one line in a list here.

import Documents
import Quantities

public struct UsageFormat: Sendable {
  /// Whose account an export is about. Exports of two accounts never hold the same use; those of a gateway or a tool may
  /// hold what another export holds, too.
  public enum Account: Hashable, Sendable {
    case console, openAI, deepSeek, openRouter, cursor
    case any
  }

  public enum Content: Hashable, Sendable {
    case tokens, dollars, both
  }

  /// As a person knows it: `Console cost file`.
  public let name: String
  public let account: Account
  /// A file of dollars and one of tokens of one account complete each other.
  public let content: Content
  /// Its rows are requests with an identity: files may overlap, and each request counts once.
  public var countsRequests = false
  /// It has a row for whatever was used: a day without one, between its first day and its last, is zero.
  public var emptyDaysAreZero = true
  let reading: Reading

  enum Reading: Sendable {
    case csv(CSVReading)
    case json(JSONReading)
  }

  /// How a CSV export is recognised and read; made of a type that is a `CSVExport`.
  struct CSVReading: Sendable {
    var recognises: @Sendable (CSVHeader) -> Bool
    var read: @Sendable (inout CSVSheet, inout UsageTable, (Int) -> Bool) throws(ExportMistake) -> Void
  }

  /// How a JSON export is recognised, by its first bytes (up to 64 KiB), and read: one path, or, if the format tells requests
  /// apart, all paths of an import at once. `progress` takes the bytes that were read, and says whether to go on.
  public struct JSONReading: Sendable {
    public typealias Read =
      @Sendable ([String], inout UsageTable, (Int) -> Bool) throws(ExportFileMistake) -> Void

    public var recognises: @Sendable ([UInt8]) -> Bool
    public var read: Read

    public init(recognises: @escaping @Sendable ([UInt8]) -> Bool, read: @escaping Read) {
      self.recognises = recognises
      self.read = read
    }
  }

  /// A format that is read as JSON.
  public init(
    _ name: String, _ account: Account, _ content: Content, countsRequests: Bool = false,
    emptyDaysAreZero: Bool = true, json: JSONReading
  ) {
    (self.name, self.account, self.content) = (name, account, content)
    (self.countsRequests, self.emptyDaysAreZero) = (countsRequests, emptyDaysAreZero)
    reading = .json(json)
  }

  init<Export: CSVExport>(
    _ name: String, _ account: Account, _ content: Content, countsRequests: Bool = false,
    emptyDaysAreZero: Bool = true, csv: Export.Type
  ) {
    (self.name, self.account, self.content) = (name, account, content)
    (self.countsRequests, self.emptyDaysAreZero) = (countsRequests, emptyDaysAreZero)
    reading = .csv(
      CSVReading(recognises: { Export.recognises($0) }) {
        (sheet: inout CSVSheet, table: inout UsageTable, progress: (Int) -> Bool) throws(ExportMistake) in
        try read(Export.self, &sheet, &table, progress)
      })
  }

  /// Those that say most about a file come first; the plain table, which anything with a date resembles, is the last.
  public static let all: [UsageFormat] = csv + JSONExports.all.map(UsageFormat.init)

  static let csv: [UsageFormat] = [
    UsageFormat("usage table", .any, .both, emptyDaysAreZero: false, csv: OwnTable.self),
    UsageFormat("Console cost file", .console, .dollars, csv: ConsoleCost.self),
    UsageFormat("Console token file", .console, .tokens, csv: ConsoleTokens.self),
    UsageFormat("OpenAI cost file", .openAI, .dollars, csv: OpenAICostTable.self),
    UsageFormat("OpenAI usage file", .openAI, .tokens, csv: OpenAIUsageTable.self),
    UsageFormat(
      "OpenRouter activity", .openRouter, .both, countsRequests: true, csv: OpenRouterTable.self),
    UsageFormat("OpenRouter spend by model", .openRouter, .dollars, csv: OpenRouterTotalsTable.self),
    UsageFormat("LiteLLM spend logs", .any, .both, countsRequests: true, csv: LiteLLMLogTable.self),
    UsageFormat("LiteLLM daily table", .any, .both, csv: LiteLLMDailyTable.self),
    UsageFormat("FOCUS cost file", .any, .dollars, csv: FocusCharges.self),
    UsageFormat("Cursor usage", .cursor, .both, csv: CursorUsage.self),
    UsageFormat("DeepSeek amounts", .deepSeek, .tokens, csv: DeepSeekAmount.self),
    UsageFormat("DeepSeek costs", .deepSeek, .dollars, csv: DeepSeekCost.self),
    UsageFormat("plain table", .any, .both, emptyDaysAreZero: false, csv: PlainTable.self),
  ]
}

/// One format of CSV: what its header is recognised by, which columns it reads, and what it makes of a record.
protocol CSVExport: SendableMetatype {
  static func recognises(_ header: CSVHeader) -> Bool
  /// Columns that it knows and has no use for.
  static var ignored: Set<String> { get }
  /// A record may lack cells at its end.
  static var allowsShortRecords: Bool { get }
  /// Looks its columns up.
  init(_ header: inout CSVHeader) throws(ExportMistake)
  /// One record.
  mutating func read(_ sheet: inout CSVSheet, into sink: inout some UsageSink) throws(ExportMistake)
  /// An unknown column is no surprise.
  static var hasOwnColumns: Bool { get }
  /// Where rows have times they are requests, and a day without one is zero.
  static var timesAreRequests: Bool { get }
}

extension CSVExport {
  static var ignored: Set<String> { [] }
  static var allowsShortRecords: Bool { false }
  static var hasOwnColumns: Bool { false }
  static var timesAreRequests: Bool { false }
}

/// Every record of a file, and what is true at its end.
private func read<Export: CSVExport>(
  _ export: Export.Type, _ sheet: inout CSVSheet, _ table: inout UsageTable, _ progress: (Int) -> Bool
) throws(ExportMistake) {
  try sheet.header.checkNames()
  var reader = try Export(&sheet.header)
  sheet.allowsShortRecords = Export.allowsShortRecords
  if !Export.hasOwnColumns {
    for (name, place) in sheet.header.unknown(besides: Export.ignored) {
      table.warn(
        place, "the column \(QuantityError.quote(name)) is not known and was not read",
        "check that nothing of it matters")
    }
  }
  var told = 0
  while try sheet.next() {
    try reader.read(&sheet, into: &table)
    if sheet.passed != told {
      guard progress(sheet.passed - told) else { return }
      told = sheet.passed
    }
  }
  if !sheet.sawTimeOfDay {
    table.hoursToDays()
  } else if Export.timesAreRequests {
    table.coverBetween()
  }
}
