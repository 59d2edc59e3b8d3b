/// Whole numbers as bytes, for files and messages between processes: seven bits a byte, the lowest first, the top bit set while more
/// follow (LEB128); a negative number by the zigzag 0, -1, 1, -2, ... so that small ones of either sign are short.
///
/// At the boundary: what is read is never trusted. A number that goes on for too long or past the end, a count of more things than
/// bytes are left, a number of 2^62 or a wide one of 2^113 (more than any sum here comes to, and so little that thousands of
/// them add up without overflow): each is an error, not a crash.

public struct PackedWriter: Sendable {
  public private(set) var bytes: [UInt8] = []

  public init() {}

  public mutating func put(_ number: Int64) {
    var rest = UInt64(bitPattern: (number &<< 1) ^ (number &>> 63))
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest &>>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  public mutating func put(_ number: Int) { put(Int64(number)) }

  public mutating func put(_ number: Int128) {
    var rest = UInt128(bitPattern: (number &<< 1) ^ (number &>> 127))
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest &>>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// Bit by bit.
  public mutating func put(_ number: Double) {
    let bits = number.bitPattern
    for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: bits &>> shift)) }
  }

  /// How many, and then each.
  public mutating func put(_ numbers: [Int64]) {
    put(numbers.count)
    bytes.reserveCapacity(bytes.count + 4 * numbers.count)
    for number in numbers { put(number) }
  }

  public mutating func put(_ numbers: [Int128]) {
    put(numbers.count)
    for number in numbers { put(number) }
  }

  public mutating func put(_ text: String) { put(bytes: Array(text.utf8)) }

  public mutating func put(bytes more: [UInt8]) {
    put(more.count)
    bytes.append(contentsOf: more)
  }
}

/// The bytes are not what a `PackedWriter` wrote.
public struct PackedError: Error, Hashable, Sendable {
  public init() {}
}

public struct PackedReader {
  private let bytes: [UInt8]
  private var place: Int

  public init(_ bytes: [UInt8], from place: Int = 0) {
    self.bytes = bytes
    self.place = place
  }

  public var isAtEnd: Bool { place == bytes.count }

  private mutating func byte() throws(PackedError) -> UInt8 {
    guard place < bytes.count else { throw PackedError() }
    place += 1
    return bytes[place - 1]
  }

  public mutating func number() throws(PackedError) -> Int64 {
    var (word, shift) = (UInt64(0), UInt64(0))
    while true {
      let next = try byte()
      guard shift < 63 || (shift == 63 && next <= 1) else { throw PackedError() }
      word |= UInt64(next & 0x7F) << shift
      if next < 0x80 { break }
      shift += 7
    }
    guard word >> 1 < 1 << 62 else { throw PackedError() }
    return Int64(bitPattern: word >> 1) ^ -Int64(bitPattern: word & 1)
  }

  public mutating func int() throws(PackedError) -> Int { Int(try number()) }

  public mutating func wide() throws(PackedError) -> Int128 {
    var (word, shift) = (UInt128(0), UInt128(0))
    while true {
      let next = try byte()
      guard shift < 126 || (shift == 126 && next <= 3) else { throw PackedError() }
      word |= UInt128(next & 0x7F) << shift
      if next < 0x80 { break }
      shift += 7
    }
    guard word >> 1 < 1 << 113 else { throw PackedError() }
    return Int128(bitPattern: word >> 1) ^ -Int128(bitPattern: word & 1)
  }

  public mutating func double() throws(PackedError) -> Double {
    var bits: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 8) { bits |= UInt64(try byte()) << shift }
    return Double(bitPattern: bits)
  }

  /// How many things follow, each of at least `size` bytes.
  public mutating func count(of size: Int = 1) throws(PackedError) -> Int {
    let count = try int()
    guard count >= 0, count <= (bytes.count - place) / max(1, size) else { throw PackedError() }
    return count
  }

  public mutating func numbers() throws(PackedError) -> [Int64] {
    let count = try count()
    var numbers: [Int64] = []
    numbers.reserveCapacity(count)
    for _ in 0..<count { numbers.append(try number()) }
    return numbers
  }

  /// Exactly so many.
  public mutating func numbers(_ wanted: Int) throws(PackedError) -> [Int64] {
    let numbers = try numbers()
    guard numbers.count == wanted else { throw PackedError() }
    return numbers
  }

  public mutating func wides(_ wanted: Int) throws(PackedError) -> [Int128] {
    let count = try count()
    guard count == wanted else { throw PackedError() }
    var numbers: [Int128] = []
    numbers.reserveCapacity(count)
    for _ in 0..<count { numbers.append(try wide()) }
    return numbers
  }

  public mutating func blob() throws(PackedError) -> [UInt8] {
    let count = try count()
    place += count
    return Array(bytes[place - count..<place])
  }

  public mutating func text() throws(PackedError) -> String {
    String(decoding: try blob(), as: UTF8.self)
  }
}
