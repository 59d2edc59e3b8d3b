/// Where every report is written first: bytes in memory, handed to a file in large pieces. Numbers are
/// turned into digits here and nowhere else, without a String in between: a journal of ten million requests
/// is mostly digits.

import Quantities

/// Grows as needed; `clear` keeps the memory.
public struct ByteBuffer: ~Copyable {
  private var storage: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  public private(set) var count = 0

  public init(capacity: Int = 1 << 16) {
    precondition(capacity > 0, "a buffer has room")
    storage = .allocate(capacity: capacity)
    self.capacity = capacity
  }

  deinit { storage.deallocate() }

  public mutating func clear() { count = 0 }

  public func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeRawBufferPointer(start: storage, count: count))
  }

  /// What is in it, as text.
  public var text: String {
    String(decoding: UnsafeBufferPointer(start: storage, count: count), as: UTF8.self)
  }

  private mutating func reserve(_ extra: Int) {
    guard count + extra > capacity else { return }
    let grown = Swift.max(capacity * 2, count + extra)
    let bigger = UnsafeMutablePointer<UInt8>.allocate(capacity: grown)
    bigger.update(from: storage, count: count)
    storage.deallocate()
    storage = bigger
    capacity = grown
  }

  public mutating func append(_ byte: UInt8) {
    reserve(1)
    storage[count] = byte
    count += 1
  }

  public mutating func append(_ text: StaticString) {
    reserve(text.utf8CodeUnitCount)
    (storage + count).update(from: text.utf8Start, count: text.utf8CodeUnitCount)
    count += text.utf8CodeUnitCount
  }

  public mutating func append(_ bytes: [UInt8]) {
    reserve(bytes.count)
    bytes.withUnsafeBufferPointer { source in
      if let start = source.baseAddress { (storage + count).update(from: start, count: source.count) }
    }
    count += bytes.count
  }

  public mutating func append(text: String) {
    var text = text
    text.withUTF8 { source in
      reserve(source.count)
      if let start = source.baseAddress { (storage + count).update(from: start, count: source.count) }
      count += source.count
    }
  }

  public mutating func append(_ other: consuming ByteBuffer) {
    reserve(other.count)
    (storage + count).update(from: other.storage, count: other.count)
    count += other.count
  }

  public mutating func append(spaces: Int) {
    for _ in 0..<Swift.max(0, spaces) { append(UInt8(ascii: " ")) }
  }
}

extension ByteBuffer {
  /// A whole number, without grouping.
  public mutating func append(number: Int64) {
    if number < 0 { append(UInt8(ascii: "-")) }
    append(digits: number.magnitude, width: 1)
  }

  /// Dollars as a plain decimal, exact: at least two decimals, as many as are needed. The same text as
  /// `Nanodollars.decimal`.
  public mutating func append(decimal amount: Nanodollars) {
    if amount.count < 0 { append(UInt8(ascii: "-")) }
    let (whole, fraction) = amount.count.magnitude.quotientAndRemainder(
      dividingBy: UInt64(Nanodollars.perDollar))
    append(digits: whole, width: 1)
    append(UInt8(ascii: "."))
    append(digits: fraction, width: 9)
    var zeros = 0
    while zeros < 7, storage[count - 1 - zeros] == UInt8(ascii: "0") { zeros += 1 }
    count -= zeros
  }

  /// `2026-12-01`.
  public mutating func append(date: CivilDate) {
    let (year, month, dayOfMonth) = date.parts
    append(digits: UInt64(year), width: 4)
    append(UInt8(ascii: "-"))
    append(digits: UInt64(month), width: 2)
    append(UInt8(ascii: "-"))
    append(digits: UInt64(dayOfMonth), width: 2)
  }

  /// `06:00:00`, of a second of the day.
  public mutating func append(clock second: Int64) {
    precondition(second >= 0 && second < TimeSpan.day, "a second of a day")
    append(digits: UInt64(second / 3_600), width: 2)
    append(UInt8(ascii: ":"))
    append(digits: UInt64(second / 60 % 60), width: 2)
    append(UInt8(ascii: ":"))
    append(digits: UInt64(second % 60), width: 2)
  }

  /// At least `width` digits, with zeros in front. A 64-bit number has at most 20.
  private mutating func append(digits value: UInt64, width: Int) {
    reserve(20)
    var length = 1
    var bound: UInt64 = 10
    while length < 20, value >= bound {
      length += 1
      if length < 20 { bound *= 10 }
    }
    length = Swift.max(length, width)
    var rest = value
    var place = count + length
    while place > count {
      place -= 1
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      storage[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
      rest = quotient
    }
    count += length
  }
}
