/// The discrete Fourier transform of a power of two of complex numbers, in place, by splitting into halves (Cooley and
/// Tukey). Written here because no library of the machine gives the same last bits on every CPU.

import Numerics

struct FourierTransform: Sendable {
  let count: Int
  private let cosines: [Double]
  private let sines: [Double]
  private let reversed: [Int32]

  init(count: Int) {
    precondition(count > 1 && count & (count - 1) == 0, "a power of two")
    self.count = count
    var (cosines, sines) = ([Double](), [Double]())
    var half = 1
    while half < count {
      for k in 0..<half {
        let (c, s) = Mathematics.circle(k, of: 2 * half)
        cosines.append(c)
        sines.append(-s)
      }
      half *= 2
    }
    (self.cosines, self.sines) = (cosines, sines)
    let shift = count.leadingZeroBitCount + 1
    reversed = (0..<count).map { Int32(truncatingIfNeeded: UInt(bitPattern: $0).bitReversed >> UInt(shift)) }
  }

  /// sum over j of x_j exp(-2 pi i j k / count).
  func transform(_ re: inout [Double], _ im: inout [Double]) {
    precondition(re.count == count && im.count == count)
    for i in 0..<count {
      let j = Int(reversed[i])
      if i < j {
        re.swapAt(i, j)
        im.swapAt(i, j)
      }
    }
    re.withUnsafeMutableBufferPointer { re in
      im.withUnsafeMutableBufferPointer { im in
        var half = 1
        while half < count {
          var block = 0
          while block < count {
            for k in 0..<half {
              let (c, s) = (cosines[half - 1 + k], sines[half - 1 + k])
              let (a, b) = (block &+ k, block &+ k &+ half)
              let x = re[b] * c - im[b] * s
              let y = re[b] * s + im[b] * c
              (re[b], im[b]) = (re[a] - x, im[a] - y)
              (re[a], im[a]) = (re[a] + x, im[a] + y)
            }
            block += 2 * half
          }
          half *= 2
        }
      }
    }
  }
}

extension UInt {
  fileprivate var bitReversed: UInt {
    var x = self
    x = (x >> 1) & 0x5555_5555_5555_5555 | (x & 0x5555_5555_5555_5555) << 1
    x = (x >> 2) & 0x3333_3333_3333_3333 | (x & 0x3333_3333_3333_3333) << 2
    x = (x >> 4) & 0x0F0F_0F0F_0F0F_0F0F | (x & 0x0F0F_0F0F_0F0F_0F0F) << 4
    return x.byteSwapped
  }
}
