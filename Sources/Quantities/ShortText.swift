/// Writing a short text byte by byte: what dates, times of day and instants have in common. Each says how it
/// is put once; from that come its string and the bytes of a journal.

func written(atMost count: Int, _ put: (inout OutputSpan<UInt8>) -> Void) -> String {
  String(decoding: [UInt8](capacity: count, initializingWith: put), as: UTF8.self)
}

extension OutputSpan<UInt8> {
  mutating func put(_ letter: Unicode.Scalar) { append(UInt8(truncatingIfNeeded: letter.value)) }

  /// `07`; the value is 0 to 99.
  mutating func put(twoDigits value: Int) {
    let (tens, ones) = value.quotientAndRemainder(dividingBy: 10)
    append(UInt8(truncatingIfNeeded: tens) &+ UInt8(ascii: "0"))
    append(UInt8(truncatingIfNeeded: ones) &+ UInt8(ascii: "0"))
  }
}
