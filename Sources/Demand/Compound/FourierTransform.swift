/// The discrete Fourier transform of a power of two of complex numbers, in place, by splitting into halves (Cooley and
/// Tukey). Written here because no library of the machine gives the same last bits on every CPU.

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

extension Mathematics {
  /// Cosine and sine of any angle below 2^20, to about 1e-15: the whole eighths of a turn come off in two parts.
  static func direction(_ angle: Double) -> (cosine: Double, sine: Double) {
    let turns = nearest(angle * 0x1.45f306dc9c883p-1)
    let rest = (angle - turns * 0x1.921fb544p0) - turns * 0x1.0b4611a626331p-34
    let z = rest * rest
    let s1 = 1.0 / 362_880 + z * (-1.0 / 39_916_800 + z * (1.0 / 6_227_020_800))
    let s = rest + rest * z * (-1.0 / 6 + z * (1.0 / 120 + z * (-1.0 / 5_040 + z * s1)))
    let c1 = 1.0 / 40_320 + z * (-1.0 / 3_628_800 + z * (1.0 / 479_001_600 - z / 87_178_291_200))
    let c = 1 - z * (0.5 - z * (1.0 / 24 - z * (1.0 / 720 - z * c1)))
    switch Int(turns) & 3 {
    case 0: return (c, s)
    case 1: return (-s, c)
    case 2: return (-c, -s)
    default: return (s, -c)
    }
  }
}
