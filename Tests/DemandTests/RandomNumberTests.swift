/// The random numbers: published answers, one at a time and many, and that streams have nothing to do with each other.

import Demand
import Testing

@Suite struct `Random numbers` {
  @Test func `Philox gives the published answers`() {
    let known: [(SIMD4<UInt32>, SIMD2<UInt32>, SIMD4<UInt32>)] = [
      (SIMD4(repeating: 0), SIMD2(repeating: 0), SIMD4(0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8)),
      (
        SIMD4(repeating: .max), SIMD2(repeating: .max),
        SIMD4(0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD)
      ),
      (
        SIMD4(0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344), SIMD2(0xA409_3822, 0x299F_31D0),
        SIMD4(0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1)
      ),
    ]
    for (counter, key, answer) in known { #expect(Philox.block(counter, key: key) == answer) }
  }

  @Test func `many at a time are the same words as one at a time`() {
    let stream = RandomStream(seed: 77, path: 12, purpose: Purpose(.noise, "d"))
    for start in 0..<20 {
      for count in 0...80 {
        var words = [UInt64](repeating: 0, count: count)
        words.withUnsafeMutableBufferPointer { stream.fill($0, from: start) }
        for index in 0..<count { #expect(words[index] == stream.word(start + index)) }
      }
    }
  }

  @Test func `neighbouring futures, purposes and draws have nothing to do with each other`() {
    let n = 40_000
    func correlation(_ a: (Int) -> Double, _ b: (Int) -> Double) -> Double {
      (0..<n).reduce(0.0) { $0 + (a($1) - 0.5) * (b($1) - 0.5) } * 12 / Double(n).squareRoot()
    }
    let stream = RandomStream(seed: 1, path: 8, purpose: Purpose(.noise, "a"))
    for other in [
      RandomStream(seed: 1, path: 9, purpose: Purpose(.noise, "a")),
      RandomStream(seed: 1, path: 8, purpose: Purpose(.noise, "b")),
      RandomStream(seed: 2, path: 8, purpose: Purpose(.noise, "a")),
    ] {
      #expect(abs(correlation({ stream.uniform($0) }, { other.uniform($0) })) < 4)
    }
    #expect(abs(correlation({ stream.uniform($0) }, { stream.uniform($0 + 1) })) < 4)
  }
}
