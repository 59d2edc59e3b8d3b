/// Decimal text to and from scaled integers, without a floating-point number in between.
/// Reads what people write: `1,250.50`, `1_000`, `14k`, `1.5M`. Commas must group thousands.

enum DecimalText {
  /// The value of `text` times `10^digits`, exactly. `what` names the quantity in messages.
  /// At the boundary: `0.000000001` has nine decimals and is read with `digits: 9`; ten decimals are
  /// refused rather than rounded.
  static func parse(
    _ text: some StringProtocol, digits: Int, what: String, example: String
  ) throws(QuantityError) -> Int64 {
    func fail(_ problem: String) -> QuantityError {
      QuantityError(problem, remedy: "write \(what) like \(example)")
    }
    var bytes = Array(text.utf8)
    var negative = false
    if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      negative = sign == UInt8(ascii: "-")
      bytes.removeFirst()
    }
    let power = magnitude(of: bytes.last)
    if power > 0 { bytes.removeLast() }
    guard let digitsRead = grouped(bytes) else { throw fail("'\(text)' is not \(what)") }
    var decimals = digitsRead.fraction
    while decimals.last == 0 { decimals.removeLast() }
    guard decimals.count <= digits + power else {
      throw QuantityError(
        "'\(text)' has more decimals than \(what) can hold",
        remedy: "write at most \(digits) decimals")
    }
    var value: Int128 = 0
    let limit = Int128(Int64.max)
    let wanted = digitsRead.whole + decimals
    let zeros = digits + power - decimals.count
    for digit in wanted + Array(repeating: 0, count: zeros) {
      value = value * 10 + Int128(digit)
      guard value <= limit else {
        throw QuantityError(
          "'\(text)' is past the range of \(what)",
          remedy: "write at most \(DecimalText.print(Int64.max, digits: digits, least: 0))")
      }
    }
    return Int64(negative ? -value : value)
  }

  /// `value / 10^digits` with thousands grouped and at least `least` decimals.
  static func print(_ value: Int64, digits: Int, least: Int, grouping: Bool = true) -> String {
    var text = String(value.magnitude)
    while text.utf8.count <= digits { text = "0" + text }
    var whole = String(text.dropLast(digits))
    var fraction = String(text.suffix(digits))
    while fraction.utf8.count > least, fraction.last == "0" { fraction.removeLast() }
    if grouping { whole = groupedByThree(whole) }
    let sign = value < 0 ? "-" : ""
    return fraction.isEmpty ? sign + whole : "\(sign)\(whole).\(fraction)"
  }

  /// `k`, `M`, `B` as a power of ten; 0 for anything else.
  private static func magnitude(of suffix: UInt8?) -> Int {
    switch suffix {
    case UInt8(ascii: "k"), UInt8(ascii: "K"): 3
    case UInt8(ascii: "M"): 6
    case UInt8(ascii: "B"): 9
    default: 0
    }
  }

  /// The digits before and after the point; nil unless every comma stands before a group of three.
  private static func grouped(_ bytes: [UInt8]) -> (whole: [UInt8], fraction: [UInt8])? {
    var whole: [UInt8] = []
    var fraction: [UInt8] = []
    var sinceComma: Int?
    var inFraction = false
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        if inFraction {
          fraction.append(byte - 48)
        } else {
          whole.append(byte - 48)
          sinceComma = sinceComma.map { $0 + 1 }
        }
      case UInt8(ascii: ","):
        guard !inFraction, !whole.isEmpty, sinceComma ?? 3 == 3, whole.count <= 3 || sinceComma != nil
        else { return nil }
        sinceComma = 0
      case UInt8(ascii: "_"):
        guard !whole.isEmpty || !fraction.isEmpty else { return nil }
      case UInt8(ascii: "."):
        guard !inFraction else { return nil }
        inFraction = true
      default: return nil
      }
    }
    guard !whole.isEmpty || !fraction.isEmpty, sinceComma ?? 3 == 3 else { return nil }
    guard !inFraction || !fraction.isEmpty else { return nil }
    return (whole, fraction)
  }

  private static func groupedByThree(_ digits: String) -> String {
    var result: [Character] = []
    for (index, digit) in digits.reversed().enumerated() {
      if index > 0, index % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return String(result.reversed())
  }
}

extension StringProtocol {
  /// Without the blanks and tabs around it.
  public var trimmed: String {
    var view = self[...]
    while let first = view.first, first == " " || first == "\t" { view = view.dropFirst() }
    while let last = view.last, last == " " || last == "\t" { view = view.dropLast() }
    return String(view)
  }
}
