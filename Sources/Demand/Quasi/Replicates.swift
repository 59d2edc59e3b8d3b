/// Randomised points (randomised quasi-Monte Carlo): what matters most of a workload's future is drawn from Sobol's points, made
/// random. Futures are dealt out to 32 replicates: future p is point p / 32 of replicate p mod 32. Each replicate is the
/// same points made random anew, independent of the others; so the spread of the 32 means says how sure
/// their mean is, and any number of futures from the first one on is a balanced sample.
///
/// A coordinate is a pure function of (seed, workload's name, replicate, index, dimension): bits of the index are shuffled, so that the
/// points of two workloads meet by chance, bits of the coordinate are scrambled, each by the bits above it (a hash in
/// place of Owen's nested permutations), and shifted, so that every coordinate is exactly uniform.
/// Source: B. Burley, "Practical hash-based Owen scrambling", JCGT 9 (2020), after Laine and Karras (2011);
/// A. B. Owen, "Randomly permuted (t,m,s)-nets and (t,s)-sequences" (1995).

import Quantities

public enum Replicates {
  /// As many as a result has batches (Results/Batches).
  public static let count = 32

  /// Which replicate a future belongs to.
  @inlinable public static func replicate(of path: Int) -> Int { path % count }
}

/// The point of one workload in one future.
package struct RandomPoint {
  private var coordinates: SIMD16<UInt32>

  package init(seed: UInt64, path: Int, _ workload: StreamName) {
    let stream = RandomStream(
      seed: seed, path: Replicates.replicate(of: path), purpose: Purpose(.points, workload))
    let (scrambles, shifts) = (RandomPoint.words(stream, from: 0), RandomPoint.words(stream, from: 16))
    let shuffle = UInt32(truncatingIfNeeded: stream.word(32))
    let index = RandomPoint.scrambled(
      SIMD16(repeating: UInt32(truncatingIfNeeded: path / Replicates.count).reversed),
      SIMD16(repeating: shuffle))[0].reversed
    coordinates =
      RandomPoint.scrambled(Sobol.point(index).bitsReversed, scrambles).bitsReversed ^ shifts
  }

  /// From sixteen words of a stream, those at even places first.
  private static func words(_ stream: RandomStream, from index: Int) -> SIMD16<UInt32> {
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 16) { drawn in
      stream.fill(drawn, from: index)
      var words = SIMD16<UInt32>()
      for place in 0..<16 {
        words[place / 2 + (place & 1) * 8] = UInt32(truncatingIfNeeded: drawn[place] ^ (drawn[place] &>> 32))
      }
      return words
    }
  }

  /// Each bit is changed by those below it: of a number whose bits are reversed, by those above it.
  @inline(__always)
  private static func scrambled(_ bits: SIMD16<UInt32>, _ seeds: SIMD16<UInt32>) -> SIMD16<UInt32> {
    var x = bits
    x ^= x &* SIMD16(repeating: 0x3D20_ADEA)
    x &+= seeds
    x &*= (seeds &>> 16) | SIMD16(repeating: 1)
    x ^= x &* SIMD16(repeating: 0x0552_6C56)
    x ^= x &* SIMD16(repeating: 0x53A2_2864)
    return x
  }

  /// A random word of 64 bits, of which the upper 32 are the point's.
  package func word(_ dimension: Int) -> UInt64 { UInt64(coordinates[dimension]) << 32 | 0x8000_0000 }
}

extension UInt32 {
  fileprivate var reversed: UInt32 { SIMD16(repeating: self).bitsReversed[0] }
}

extension SIMD16<UInt32> {
  @inline(__always)
  fileprivate var bitsReversed: SIMD16<UInt32> {
    func swapped(_ x: SIMD16<UInt32>, _ bits: UInt32, _ mask: UInt32) -> SIMD16<UInt32> {
      ((x &>> bits) & SIMD16(repeating: mask)) | ((x & SIMD16(repeating: mask)) &<< bits)
    }
    var x = swapped(self, 1, 0x5555_5555)
    x = swapped(x, 2, 0x3333_3333)
    x = swapped(x, 4, 0x0F0F_0F0F)
    x = swapped(x, 8, 0x00FF_00FF)
    return swapped(x, 16, 0x0000_FFFF)
  }
}
