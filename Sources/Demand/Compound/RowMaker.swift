/// Makes the rows of a compound table: the law of a sum on a lattice, then its means within bins. Costs are counted in
/// units here (CompoundTable.unit).
///
/// The law comes by Fourier's transform of the costs put on a lattice (split between neighbours, so that means stay),
/// with as much empty lattice behind it, so that sums do not run around into it. Beyond the lattice (one in 10^7) the
/// sum is its one greatest request and the mean of the others. From one row to the next, as many requests come in addition
/// throughout an octave: the transform of the law is multiplied by that of these requests.
/// Sources: Panjer 1981 on compound laws; Embrechts and Frei 2009, "Panjer recursion versus FFT for compound
/// distributions".

import Numerics

struct RowMaker {
  /// What one request costs, in units; weights sum to the share of requests that are counted here.
  private let atoms: [(cost: Double, weight: Double)]
  private let weight: Double
  private let lattice: Int
  private let isLatticeLaw: Bool
  private let mean: Double
  private let meanSquare: Double
  private var great: GreatRequest

  /// Of the octave that is being made: the lattice's step, and the exponent of the generating function, a request.
  private var octave = Int.min
  private var step = 1.0
  private var exponent = Spectrum()
  /// The transform of the law of so many requests, and of those from one row to the next.
  private var done = 0.0
  private var law = Spectrum()
  private var spacing = 0.0
  private var growth = Spectrum()
  private var re: [Double]
  private var im: [Double]

  fileprivate struct Spectrum {
    var re: [Double] = []
    var im: [Double] = []
  }

  /// By the number of points that they transform.
  private static let transforms = [2_048, 4_096, 8_192].map { FourierTransform(count: $0) }
  private static func transform(_ count: Int) -> FourierTransform {
    transforms.first { $0.count == count } ?? FourierTransform(count: count)
  }

  /// `isLatticeLaw`: every request costs one unit.
  init(_ atoms: [(cost: Double, weight: Double)], isLatticeLaw: Bool, lattice: Int) {
    self.atoms = atoms
    self.lattice = lattice
    self.isLatticeLaw = isLatticeLaw
    weight = atoms.reduce(0) { $0 + $1.weight }
    mean = atoms.reduce(0) { $0 + $1.weight * $1.cost }
    meanSquare = atoms.reduce(0) { $0 + $1.weight * $1.cost * $1.cost }
    great = GreatRequest(atoms: atoms, mean: mean)
    re = Array(repeating: 0, count: lattice)
    im = re
  }

  /// The row of so many requests, those counted elsewhere among them. `isStretched`: it is blended with others, and
  /// its standard deviation counts for more than its atoms.
  mutating func make(_ intensity: Double, isStretched: Bool, into row: inout [Double]) {
    advance(to: intensity)
    great.intensity = intensity
    let none = Mathematics.exp(-intensity * weight)
    let isWhole = isLatticeLaw && step == 1 && !isStretched
    var sum = LatticeSum(
      mass(), step: step, none: isLatticeLaw ? nil : none, isWhole: isWhole, beyond: great)
    Bins.fill(&row, at: 0, ofWholes: isWhole) { sum.moments($0, $1, $2) }
    correct(&row, 0, intensity, isStretched: isStretched)
  }

  /// A row that nobody asks for, on the way to one.
  mutating func skip(_ intensity: Double) { advance(to: intensity) }

  /// The transform of the law of so many requests.
  private mutating func advance(to intensity: Double) {
    let exponent = Int(truncatingIfNeeded: intensity.bitPattern >> 52)
    if exponent != octave {
      octave = exponent
      prepare(upTo: Double(bitPattern: UInt64(exponent + 1) << 52))
      law = spectrum(intensity, scale: 1 / Double(2 * lattice))
    } else {
      if intensity - done != spacing {
        spacing = intensity - done
        growth = spectrum(spacing, scale: 1)
      }
      law.multiply(by: growth)
    }
    done = intensity
  }

  /// Puts the costs on a lattice wide enough for every intensity up to this one.
  private mutating func prepare(upTo intensity: Double) {
    let spread = (intensity * meanSquare).squareRoot()
    let jump = great.tail(min(1e-6 / intensity, 0.5)).value
    let reach = intensity * mean + 6 * spread + jump
    step = isLatticeLaw ? max(1, reach / Double(lattice)) : reach / Double(lattice)
    var (re, im) = ([Double](repeating: 0, count: 2 * lattice), [Double](repeating: 0, count: 2 * lattice))
    for atom in atoms {
      let position = atom.cost / step
      let below = Int(position)
      guard below + 1 < lattice else { continue }
      let part = position - Double(below)
      re[below] += atom.weight * (1 - part)
      re[below + 1] += atom.weight * part
    }
    RowMaker.transform(2 * lattice).transform(&re, &im)
    exponent = Spectrum(re: re[...lattice].map { $0 - weight }, im: Array(im[...lattice]))
    spacing = 0
  }

  /// exp(requests x exponent).
  private func spectrum(_ requests: Double, scale: Double) -> Spectrum {
    var spectrum = Spectrum(
      re: [Double](repeating: 0, count: lattice + 1), im: [Double](repeating: 0, count: lattice + 1))
    for k in 0...lattice {
      let length = Mathematics.exp(requests * exponent.re[k]) * scale
      let (c, s) = Mathematics.direction(requests * exponent.im[k])
      (spectrum.re[k], spectrum.im[k]) = (length * c, length * s)
    }
    return spectrum
  }

  /// The law of the sum on the lattice, transformed back. It is real, so that two of its numbers are one complex one; and the
  /// inverse is the same transform of the conjugate.
  private mutating func mass() -> [Double] {
    let whole = RowMaker.transform(2 * lattice)
    law.fold(into: &re, &im, whole)
    RowMaker.transform(lattice).transform(&re, &im)
    var mass = [Double](repeating: 0, count: lattice)
    for n in 0..<lattice / 2 {
      mass[2 * n] = max(re[n], 0)
      mass[2 * n + 1] = max(-im[n], 0)
    }
    return mass
  }

  /// Makes a row's mean exact, and its standard deviation where it has no atoms worth keeping: what the lattice's step
  /// and its end have cost.
  private func correct(_ rows: inout [Double], _ start: Int, _ intensity: Double, isStretched: Bool) {
    let (sum, squares) = Bins.moments(rows, at: start)
    let variance = squares - sum * sum
    guard variance > 0, sum > 0, isStretched || !isLatticeLaw else { return }
    let wanted = intensity * meanSquare
    let stretch = isStretched ? (wanted / variance).squareRoot() : intensity * mean / sum
    let shift = intensity * mean - stretch * sum
    rows.withUnsafeMutableBufferPointer { rows in
      for offset in Swift.stride(from: start, to: start + Bins.count, by: 2) {
        rows[offset] = shift + stretch * rows[offset]
        rows[offset + 1] *= stretch
      }
    }
  }
}

extension RowMaker.Spectrum {
  mutating func multiply(by other: Self) {
    re.withUnsafeMutableBufferPointer { re in
      im.withUnsafeMutableBufferPointer { im in
        other.re.withUnsafeBufferPointer { otherRe in
          other.im.withUnsafeBufferPointer { otherIm in
            for k in 0..<re.count {
              let (a, b) = (re[k], im[k])
              re[k] = a * otherRe[k] - b * otherIm[k]
              im[k] = a * otherIm[k] + b * otherRe[k]
            }
          }
        }
      }
    }
  }

  /// Half as many points, whose transform has the even numbers of the law as real parts and, negated, the odd ones as
  /// imaginary parts. `whole`: the transform of all points, for its circle.
  func fold(into re: inout [Double], _ im: inout [Double], _ whole: FourierTransform) {
    let half = re.count
    for k in 0..<half {
      let (c, s) = whole.direction(k)
      let (xRe, xIm, yRe, yIm) = (self.re[k], self.im[k], self.re[half - k], -self.im[half - k])
      let (dRe, dIm) = (xRe - yRe, xIm - yIm)
      // x + y + i (x - y) exp(2 pi i k / count), conjugate.
      re[k] = xRe + yRe - (dRe * s + dIm * c)
      im[k] = -(xIm + yIm + (dRe * c - dIm * s))
    }
  }
}
