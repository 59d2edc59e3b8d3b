/// Reading a short text byte by byte, from the front: what dates, times of day, instants and the rules of
/// time zones have in common. Blanks and tabs around the text are left out. A failed `take` takes nothing.

struct Cursor {
  private let bytes: [UInt8]
  private var position: Int
  private let end: Int

  init(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    let body = bytes[...].trimmed
    self.bytes = bytes
    position = body.startIndex
    end = body.endIndex
  }

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = Array(bytes)
    position = 0
    end = self.bytes.count
  }

  var isAtEnd: Bool { position == end }

  /// The byte to be read next; nil at the end.
  var next: UInt8? { position < end ? bytes[position] : nil }

  /// What has not been read.
  var rest: ArraySlice<UInt8> { bytes[position..<end] }

  mutating func take(_ letter: Unicode.Scalar) -> Bool {
    guard let next, UInt32(next) == letter.value else { return false }
    position += 1
    return true
  }

  /// A number of exactly so many digits.
  mutating func number(digits: Int) -> Int? {
    guard end - position >= digits, let value = wholeNumber(bytes[position..<position + digits]) else {
      return nil
    }
    position += digits
    return value
  }

  /// A number of as many digits as there are, at least one.
  mutating func number() -> Int? {
    let digits = rest.prefix(while: isDigit)
    guard let value = wholeNumber(digits) else { return nil }
    position += digits.count
    return value
  }

  /// The bytes as long as they are wanted; they may be none.
  mutating func take(while isWanted: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    let taken = rest.prefix(while: isWanted)
    position += taken.count
    return taken
  }
}

func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z") }

/// ASCII digits only, at least one and at most 18, so that it cannot overflow.
func wholeNumber(_ bytes: ArraySlice<UInt8>) -> Int? {
  guard !bytes.isEmpty, bytes.count <= 18 else { return nil }
  var value = 0
  for byte in bytes {
    guard isDigit(byte) else { return nil }
    value = value * 10 + Int(byte - UInt8(ascii: "0"))
  }
  return value
}

extension ArraySlice<UInt8> {
  /// Without the blanks and tabs around it.
  var trimmed: ArraySlice<UInt8> {
    func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    guard let last = lastIndex(where: { !isBlank($0) }) else { return self[startIndex..<startIndex] }
    return self[...last].drop(while: isBlank)
  }

  /// Takes this text off the front, if it is there.
  mutating func dropPrefix(_ text: String) -> Bool {
    guard starts(with: text.utf8) else { return false }
    removeFirst(text.utf8.count)
    return true
  }

  /// Takes this text off the end, if it is there.
  mutating func dropSuffix(_ text: String) -> Bool {
    guard suffix(text.utf8.count).elementsEqual(text.utf8) else { return false }
    removeLast(text.utf8.count)
    return true
  }
}

extension StringProtocol {
  /// Without the blanks and tabs around it.
  public var trimmed: String { String(decoding: Array(utf8)[...].trimmed, as: UTF8.self) }
}
