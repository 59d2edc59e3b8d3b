/// FOCUS 1.2 as CSV, which gateways, clouds and cost tools write alike: one reader for all of them. Only charges of usage
/// count; taxes, purchases and credits are left out and said so.

import Quantities

struct FocusCharges: CSVExport {
  static func recognises(_ header: CSVHeader) -> Bool {
    header.has("billedcost", "chargeperiodstart")
  }

  /// A file has whatever columns its writer has, and `x_` ones of its own.
  static let hasOwnColumns = true

  private let bucket: CSVBucket
  private let category: CSVColumn
  private let billed: CSVColumn
  private let list: CSVColumn
  private let currency: CSVColumn
  private let service: CSVColumn
  private let resource: CSVColumn
  private let account: CSVColumn
  private let quantity: CSVColumn
  private let unit: CSVColumn

  init(_ header: inout CSVHeader) throws(ExportMistake) {
    bucket = try CSVBucket(&header, start: "chargeperiodstart", end: "chargeperiodend")
    billed = try header.need("billedcost")
    list = header.find("listcost")
    currency = header.find("billingcurrency")
    category = header.find("chargecategory")
    service = header.find("servicename")
    resource = header.find("resourcename", "resourceid", "skuid")
    account = header.find("subaccountname", "subaccountid")
    quantity = header.find("consumedquantity")
    unit = header.find("consumedunit")
  }

  mutating func read(_ sheet: inout CSVSheet, into sink: inout some UsageSink) throws(ExportMistake) {
    let word = sheet.word(category)
    guard word.isEmpty || word == "usage" else {
      sink.warn(
        sheet.place(category),
        "charges of the category \(QuantityError.quote(word)) are no usage and were left out",
        "nothing, unless they are what you mean to forecast")
      return
    }
    try sheet.needDollars(currency)
    var row = UsageRow(try bucket.stretch(&sheet))
    row.subject.model = sheet.text(resource)
    row.subject.workspace = sheet.text(account)
    row.subject.key = sheet.text(service)
    guard let dollars = try sheet.dollars(billed) else {
      throw sheet.mistake(billed, "this charge has no amount", "fill in 'BilledCost'")
    }
    row.billed = dollars
    row.statedList = try sheet.dollars(list)
    let kind = sheet.word(unit)
    if kind == "tokens" || kind == "token" { row.otherTokens = try sheet.wholeCount(quantity) }
    if kind == "requests" || kind == "request" { row.requests = try sheet.wholeCount(quantity) }
    try sink.add(row, at: sheet.linePlace)
  }
}

extension CSVSheet {
  /// A count that may be written with decimals (`1500.000000`).
  func wholeCount(_ column: CSVColumn) throws(ExportMistake) -> Int64? {
    guard let text = cell(column).map(content)?.trimmed, !text.isEmpty else { return nil }
    guard let number = ExactNumber(text), let count = number.rounded(decimals: 0), count >= 0, count < 1 << 60
    else {
      throw mistake(
        column, "\(QuantityError.quote(text)) in the column '\(column.name)' is not a count", "write a number"
      )
    }
    return count
  }
}
