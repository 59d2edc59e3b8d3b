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

  /// exp(2 pi i k / count), in the first half of the circle.
  @inline(__always)
  func direction(_ k: Int) -> (cosine: Double, sine: Double) {
    (cosines[count / 2 - 1 + k], -sines[count / 2 - 1 + k])
  }

  /// sum over j of x_j exp(-2 pi i j k / count).
  func transform(_ re: inout [Double], _ im: inout [Double]) {
    precondition(re.count == count && im.count == count)
    re.withUnsafeMutableBufferPointer { re in
      im.withUnsafeMutableBufferPointer { im in
        guard let re = re.baseAddress, let im = im.baseAddress else { return }
        for i in 0..<count {
          let j = Int(reversed[i])
          if i < j {
            (re[i], re[j]) = (re[j], re[i])
            (im[i], im[j]) = (im[j], im[i])
          }
        }
        var half = 1
        // Blocks too short for a vector: neighbours, and neighbours of neighbours, whose directions are whole quarters.
        if count >= 4 {
          for block in Swift.stride(from: 0, to: count, by: 4) {
            FourierTransform.four(re + block, im + block)
          }
          half = 4
        }
        cosines.withUnsafeBufferPointer { cosines in
          sines.withUnsafeBufferPointer { sines in
            guard let cosines = cosines.baseAddress, let sines = sines.baseAddress else { return }
            while half < count {
              for block in Swift.stride(from: 0, to: count, by: 2 * half) {
                FourierTransform.pair(
                  re + block, im + block, cosines + (half - 1), sines + (half - 1), half)
              }
              half *= 2
            }
          }
        }
      }
    }
  }

  @inline(__always)
  private static func four(_ re: UnsafeMutablePointer<Double>, _ im: UnsafeMutablePointer<Double>) {
    let (a, b, c, d) = ((re[0], im[0]), (re[1], im[1]), (re[2], im[2]), (re[3], im[3]))
    let (p, q) = ((a.0 + b.0, a.1 + b.1), (a.0 - b.0, a.1 - b.1))
    let (r, s) = ((c.0 + d.0, c.1 + d.1), (c.0 - d.0, c.1 - d.1))
    (re[0], im[0]) = (p.0 + r.0, p.1 + r.1)
    (re[2], im[2]) = (p.0 - r.0, p.1 - r.1)
    // s times -i.
    (re[1], im[1]) = (q.0 + s.1, q.1 - s.0)
    (re[3], im[3]) = (q.0 - s.1, q.1 + s.0)
  }

  /// Two halves of a block into one, four points at a time: at least as many as there are.
  @inline(__always)
  private static func pair(
    _ re: UnsafeMutablePointer<Double>, _ im: UnsafeMutablePointer<Double>, _ cosines: UnsafePointer<Double>,
    _ sines: UnsafePointer<Double>, _ half: Int
  ) {
    func load(_ pointer: UnsafePointer<Double>) -> SIMD4<Double> {
      UnsafeRawPointer(pointer).loadUnaligned(as: SIMD4<Double>.self)
    }
    func store(_ value: SIMD4<Double>, _ pointer: UnsafeMutablePointer<Double>) {
      UnsafeMutableRawPointer(pointer).storeBytes(of: value, as: SIMD4<Double>.self)
    }
    for k in Swift.stride(from: 0, to: half, by: 4) {
      let (c, s) = (load(cosines + k), load(sines + k))
      let (reA, imA, reB, imB) = (load(re + k), load(im + k), load(re + k + half), load(im + k + half))
      let x = reB * c - imB * s
      let y = reB * s + imB * c
      store(reA - x, re + k + half)
      store(imA - y, im + k + half)
      store(reA + x, re + k)
      store(imA + y, im + k)
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
