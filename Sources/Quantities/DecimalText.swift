/// Decimal text to and from scaled integers, without a floating-point number in between. Every quantity
/// with a decimal point is read and written here; what differs between them is this value.
///
/// Reads `1250.5`, `1,250.50`, `1_000`, `.5`; with `letters` also `14k`, `1.5M`, `2B`. A comma stands
/// before each group of three digits or nowhere (`1,25` and `0,500` are refused: they would be read
/// otherwise in half of the world), an underscore between two digits, a point before a digit.
/// At the boundary: `0.000000001` has nine decimals and is read with `decimals: 9`; ten decimals are
/// refused rather than rounded, unless the last is a zero. The whole 64-bit range is read, and nothing
/// past it.

struct DecimalText: Sendable {
  /// The number read is a whole number of `10^-decimals`.
  let decimals: Int
  /// What the quantity is called in messages.
  let what: String
  let example: String
  /// Whether `k`, `M` and `B` may follow, for thousands, millions and thousands of millions.
  let letters: Bool

  /// The value of `body` times `10^decimals`, exactly. `text` is what the person wrote, for messages.
  func parse(
    _ body: ArraySlice<UInt8>, isNegative: Bool = false, in text: some StringProtocol
  ) throws(QuantityError) -> Int64 {
    var body = body
    let power = letters ? DecimalText.power(of: body.last) : 0
    if power > 0 { body.removeLast() }
    var number = ScaledNumber()
    guard number.read(body) else { throw misread(text) }
    guard number.scale(to: decimals + power) else {
      throw decimals == 0
        ? QuantityError(
          "\(QuantityError.quote(text)) is not \(what), which is whole",
          remedy: "write \(what) like \(example)")
        : QuantityError(
          "\(QuantityError.quote(text)) has more decimals than \(what) can hold",
          remedy: "write at most \(decimals) decimals")
    }
    // Of two's complement, the negative side holds one more.
    let limit = Int64.max.magnitude + (isNegative ? 1 : 0)
    guard !number.isPastRange, number.value <= limit else {
      var greatest: [UInt8] = []
      DecimalText.write(isNegative ? .min : .max, decimals: decimals, least: 0, into: &greatest)
      throw QuantityError(
        "\(QuantityError.quote(text)) is past the range of \(what)",
        remedy: "write at \(isNegative ? "least" : "most") \(String(decoding: greatest, as: UTF8.self))")
    }
    return isNegative ? Int64(truncatingIfNeeded: 0 &- number.value) : Int64(number.value)
  }

  /// The same, with `-` or `+` in front.
  func parseSigned(_ body: ArraySlice<UInt8>, in text: some StringProtocol) throws(QuantityError) -> Int64 {
    var body = body
    let isNegative = body.dropPrefix("-")
    if !isNegative { _ = body.dropPrefix("+") }
    return try parse(body, isNegative: isNegative, in: text)
  }

  func misread(_ text: some StringProtocol) -> QuantityError {
    let commaHelp = text.contains(",") ? ": a comma only groups thousands, a point starts the decimals" : ""
    return QuantityError(
      "\(QuantityError.quote(text)) is not \(what)", remedy: "write \(what) like \(example)\(commaHelp)")
  }

  private static func power(of letter: UInt8?) -> Int {
    switch letter {
    case UInt8(ascii: "k"), UInt8(ascii: "K"): 3
    case UInt8(ascii: "M"): 6
    case UInt8(ascii: "B"): 9
    default: 0
    }
  }

  /// Appends `value / 10^decimals` with at least `least` decimals: the fewest that are exact. The sign of
  /// the number comes first, then `mark`, then the digits, in groups of three if asked.
  static func write(
    _ value: Int64, decimals: Int, least: Int, grouped: Bool = true, mark: UInt8? = nil,
    into buffer: inout [UInt8]
  ) {
    // 19 digits, 6 commas, a point, a sign and a mark; up to 19 decimals. Filled from the end.
    var text = InlineArray<48, UInt8>(repeating: 0)
    var start = 48
    func put(_ byte: UInt8) {
      start -= 1
      text[start] = byte
    }
    var rest = value.magnitude
    var isShown = false
    for place in stride(from: decimals, to: 0, by: -1) {
      let (higher, digit) = rest.quotientAndRemainder(dividingBy: 10)
      rest = higher
      isShown = isShown || digit != 0 || place <= least
      if isShown { put(UInt8(truncatingIfNeeded: digit) + UInt8(ascii: "0")) }
    }
    if isShown { put(UInt8(ascii: ".")) }
    var place = 0
    repeat {
      let (higher, digit) = rest.quotientAndRemainder(dividingBy: 10)
      rest = higher
      if grouped, place > 0, place % 3 == 0 { put(UInt8(ascii: ",")) }
      put(UInt8(truncatingIfNeeded: digit) + UInt8(ascii: "0"))
      place += 1
    } while rest != 0
    if let mark { put(mark) }
    if value < 0 { put(UInt8(ascii: "-")) }
    text.span.withUnsafeBufferPointer { buffer.append(contentsOf: $0[start...]) }
  }

  /// The same as a string.
  static func print(
    _ value: Int64, decimals: Int, least: Int, grouped: Bool = true, mark: UInt8? = nil
  ) -> String {
    var buffer: [UInt8] = []
    write(value, decimals: decimals, least: least, grouped: grouped, mark: mark, into: &buffer)
    return String(decoding: buffer, as: UTF8.self)
  }
}

/// A number being read: `value / 10^places`, where zeros that end the fraction are not counted as places.
private struct ScaledNumber {
  private(set) var value: UInt64 = 0
  private(set) var isPastRange = false
  private var places = 0

  /// False, if this is not a number. One pass, no storage.
  mutating func read(_ bytes: ArraySlice<UInt8>) -> Bool {
    var wholeDigits = 0
    var digitsSinceComma: Int?
    var hasUnderscore = false
    var isFraction = false
    var zerosHeldBack = 0
    var previous: UInt8 = 0
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        if !isFraction {
          wholeDigits += 1
          digitsSinceComma? += 1
          append(byte - UInt8(ascii: "0"))
        } else if byte == UInt8(ascii: "0") {
          zerosHeldBack += 1
        } else {
          for _ in 0..<zerosHeldBack where !isPastRange { append(0) }
          append(byte - UInt8(ascii: "0"))
          places += zerosHeldBack + 1
          zerosHeldBack = 0
        }
      case UInt8(ascii: ","):
        let isFirst = digitsSinceComma == nil
        let fits = isFirst ? (1...3).contains(wholeDigits) : digitsSinceComma == 3
        guard !isFraction, !hasUnderscore, fits, isDigit(previous) else { return false }
        // `012,345` and `0,500` are nothing that anyone writes for a number of thousands.
        guard !isFirst || bytes.first != UInt8(ascii: "0") else { return false }
        digitsSinceComma = 0
      case UInt8(ascii: "_"):
        guard digitsSinceComma == nil, isDigit(previous) else { return false }
        hasUnderscore = true
      case UInt8(ascii: "."):
        guard !isFraction, previous == 0 || isDigit(previous), digitsSinceComma ?? 3 == 3 else {
          return false
        }
        isFraction = true
      default: return false
      }
      previous = byte
    }
    return isDigit(previous) && digitsSinceComma ?? 3 == 3
  }

  /// Makes it a whole number of `10^-target`; false, if it has more places than that.
  mutating func scale(to target: Int) -> Bool {
    guard places <= target else { return false }
    for _ in places..<target where value != 0 { append(0) }
    places = target
    return true
  }

  private mutating func append(_ digit: UInt8) {
    let (product, overflow) = value.multipliedReportingOverflow(by: 10)
    let (sum, overflowToo) = product.addingReportingOverflow(UInt64(digit))
    isPastRange = isPastRange || overflow || overflowToo
    value = sum
  }
}
