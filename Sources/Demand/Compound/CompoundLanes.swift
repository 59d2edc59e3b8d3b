/// Look-ups by the thousand: the same as one at a time to the last bit (CompoundTable.spend), 32 in each pass, in loops without
/// branches and without calls, which a compiler makes of vectors whatever the CPU has. First where in the table each word falls,
/// then the numbers from there, one load for each of the two rows, then what they come to.

/// Where a pass keeps its numbers: a kilobyte, so that it lies on the stack.
struct LookupScratch {
  static let count = 32
  let bins: UnsafeMutablePointer<Int>
  let positions: UnsafeMutablePointer<Double>
  /// Base and slope of a bin, in the rows on either side. As pairs, for which compilers know no gathering loads: on the CPUs at
  /// hand these take twice as long as loads one by one.
  let lower: UnsafeMutablePointer<SIMD2<Float>>
  let upper: UnsafeMutablePointer<SIMD2<Float>>

  @inline(__always)
  static func with(_ body: (LookupScratch) -> Void) {
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 4 * count) { numbers in
      guard let base = numbers.baseAddress else { return }
      let raw = UnsafeMutableRawPointer(base)
      body(
        LookupScratch(
          bins: raw.assumingMemoryBound(to: Int.self),
          positions: (raw + 8 * count).assumingMemoryBound(to: Double.self),
          lower: (raw + 16 * count).assumingMemoryBound(to: SIMD2<Float>.self),
          upper: (raw + 24 * count).assumingMemoryBound(to: SIMD2<Float>.self)))
    }
  }

  /// The lines of a bin at a position, in the lower row and in the upper one.
  @inline(__always)
  func values(_ index: Int) -> (below: Double, above: Double) {
    (value(lower, index), value(upper, index))
  }

  @inline(__always)
  func value(_ lines: UnsafeMutablePointer<SIMD2<Float>>, _ index: Int) -> Double {
    let line = UnsafeMutableRawPointer(lines).assumingMemoryBound(to: UInt64.self)[index]
    return Double(Float(bitPattern: UInt32(truncatingIfNeeded: line)))
      + Double(Float(bitPattern: UInt32(truncatingIfNeeded: line &>> 32))) * positions[index]
  }
}

extension Bins {
  /// `place` of many words: bins, and positions.
  @inline(__always)
  static func places(_ words: UnsafePointer<UInt64>, _ count: Int, into scratch: LookupScratch) {
    for index in 0..<count {
      let word = words[index]
      let isUpper = 0 &- (word &>> 63)
      let w = (word ^ isUpper) &<< 1 | 1
      // The exponent of its leading 52 bits tells the octave: most vectors cannot count zeros.
      let leading = Swift.max(Double(bitPattern: w &>> 12 | 0x4330_0000_0000_0000) - 0x1p52, 1)
      let octave = 1_074 &- leading.bitPattern &>> 52
      // All that is farther out than the last octave is in the last bin.
      let near = Swift.max(leading, Bins.last)
      let bin = 1_074 &* UInt64(perOctave) &+ UInt64(perOctave &- 1) &- near.bitPattern &>> 47
      scratch.bins[index] = Int(truncatingIfNeeded: isUpper & UInt64(perHalf) &+ bin)
      scratch.positions[index] = Double(
        bitPattern: ((w &<< octave) &<< 6) &>> 12 | 0x3FF0_0000_0000_0000)
    }
  }

  /// Where the last octave begins.
  private static var last: Double { 0x1p18 }
}

extension CompoundTable {
  /// Adds to each amount what its word draws from one law, of which every value is small; nano-dollars. What is drawn beside
  /// the rows is not in it.
  @inline(__always)
  func addRows(
    _ words: UnsafePointer<UInt64>, _ count: Int, _ law: StepLaw, rows: UnsafePointer<SIMD2<Float>>,
    to amounts: UnsafeMutablePointer<Int64>
  ) {
    let unit = wholeUnit
    let lines = rows + law.row
    let (shift, lowerShare, upperShare, upperFrom) = (
      law.shift, law.lowerShare, law.upperShare, law.upperFrom
    )
    LookupScratch.with { scratch in
      var done = 0
      while done < count {
        let some = Swift.min(LookupScratch.count, count &- done)
        let (words, amounts) = (words + done, amounts + done)
        Bins.places(words, some, into: scratch)
        if upperFrom == .max {
          for index in 0..<some {
            let bin = scratch.bins[index]
            scratch.lower[index] = lines[bin]
            scratch.upper[index] = lines[bin &+ Bins.perTable]
          }
          for index in 0..<some {
            let (below, above) = scratch.values(index)
            let units = shift + lowerShare * below + upperShare * above
            amounts[index] &+= CompoundTable.wholeSmall(units) &* unit
          }
        } else {
          for index in 0..<some {
            let isUpper = words[index] & CompoundTable.besideMask >= upperFrom
            scratch.lower[index] = lines[scratch.bins[index] &+ (isUpper ? Bins.perTable : 0)]
          }
          for index in 0..<some {
            amounts[index] &+= CompoundTable.wholeSmall(scratch.value(scratch.lower, index)) &* unit
          }
        }
        done &+= some
      }
    }
  }

  /// Puts what each word draws where so many requests are expected, each its own number; nano-dollars.
  func drawEach(
    _ words: UnsafePointer<UInt64>, _ requests: UnsafePointer<Double>, _ count: Int,
    rows: UnsafePointer<SIMD2<Float>>, into amounts: UnsafeMutablePointer<Int64>
  ) {
    LookupScratch.with { scratch in
      BlendScratch.with { blend in
        var done = 0
        while done < count {
          let some = Swift.min(LookupScratch.count, count &- done)
          let (words, requests, amounts) = (words + done, requests + done, amounts + done)
          let isPlain = blends(words, requests, some, into: blend)
          Bins.places(words, some, into: scratch)
          for index in 0..<some {
            let place = blend.rows[index] &+ scratch.bins[index]
            scratch.lower[index] = rows[place]
            scratch.upper[index] = rows[place &+ Bins.perTable]
          }
          for index in 0..<some {
            let (below, above) = scratch.values(index)
            let upper = blend.uppers[index]
            let units = blend.shifts[index] + (1 - upper) * below + upper * above
            amounts[index] = CompoundTable.wholeSmall(units) &* wholeUnit
          }
          if !isPlain { mend(words, requests, some, blend, rows, amounts) }
          done &+= some
        }
      }
    }
  }

  /// Where rows and their blend are found for each draw, and whether that is all there is to it.
  @inline(__always)
  private func blends(
    _ words: UnsafePointer<UInt64>, _ requests: UnsafePointer<Double>, _ count: Int, into blend: BlendScratch
  ) -> Bool {
    let (share, blendFrom, wholeFrom) = (share, blendFrom, CompoundRows.wholeFrom)
    let (dearest, meanOfAll, meanOfUsual) = (dearestShare, meanSize / unit, usualMean / unit)
    let (fewShift, someShift) = (52 &- few.bits, 52 &- Swift.max(some.bits, many.bits))
    let (fewKey, someKey, manyKey) = (few.firstKey, some.firstKey, many.firstKey)
    let (fewStart, someStart, manyStart) = (few.start, some.start, many.start)
    // The last row has none above it. Where all cost the same, the rest of an intensity is beside its row.
    let (fewLast, someLast, manyLast) = (unit == 1 ? few.count &- 1 : -1, some.count &- 1, many.count &- 1)
    let mask = CompoundTable.besideMask
    var all: UInt64 = 0
    for index in 0..<count {
      let intensity = requests[index] * share
      let pattern = intensity.bitPattern
      let (isFew, isMany) = (intensity < blendFrom, intensity >= wholeFrom)
      let shift = isFew ? fewShift : someShift
      let key = Int(truncatingIfNeeded: pattern &>> shift)
      let first = isMany ? manyKey : isFew ? fewKey : someKey
      let last = isMany ? manyLast : isFew ? fewLast : someLast
      let start = isMany ? manyStart : isFew ? fewStart : someStart
      let row = key &- first
      let isIn = row >= 0 && row < last
      blend.rows[index] = isIn ? start &+ Bins.perTable &* row : 0
      let below = Double(bitPattern: (pattern &>> shift) &<< shift)
      let spacing = Double(bitPattern: pattern & 0x7FF0_0000_0000_0000 &- (52 &- shift) &<< 52)
      let part = (intensity - below) / spacing
      let quarter = spacing / (4 * below)
      let upper = part + part * (1 - part) * quarter * (1 - quarter * (1 + 2 * part))
      let mean = isMany ? meanOfAll : meanOfUsual
      let low = Double(bitPattern: words[index] & mask | 0x4330_0000_0000_0000) - 0x1p52
      // As the word's last bits are at least `upperFrom` of a step's law, and below its `besideBelow`.
      let isAbove = part * Double(mask) + 0.5 >= Double(mask &+ 1) - low
      let beside = isMany ? 0 : intensity * dearest
      let any = CompoundTable.anySmall(beside)
      let hasBeside = beside > 0 && low <= any * Double(1 << CompoundTable.besideBits)
      blend.uppers[index] = isFew ? (isAbove ? 1 : 0) : upper
      blend.shifts[index] = isFew ? 0 : mean * (intensity - below - upper * spacing)
      let flag = isIn && beside < 0x1p-6 ? (hasBeside ? BlendScratch.hasBeside : 0) : BlendScratch.isOther
      blend.flags[index] = flag
      all |= flag
    }
    return all == 0
  }

  /// The few draws that need more than a look-up.
  private func mend(
    _ words: UnsafePointer<UInt64>, _ requests: UnsafePointer<Double>, _ count: Int, _ blend: BlendScratch,
    _ rows: UnsafePointer<SIMD2<Float>>, _ amounts: UnsafeMutablePointer<Int64>
  ) {
    for index in 0..<count where blend.flags[index] != 0 {
      let law = law(requests[index])
      if blend.flags[index] == BlendScratch.isOther {
        amounts[index] = spend(words[index], law, rows: rows)
      } else {
        amounts[index] &+= spendBeside(words[index], law, rows: rows)
      }
    }
  }
}

/// Of a pass of draws each of which has an intensity of its own.
private struct BlendScratch {
  static let hasBeside: UInt64 = 1
  static let isOther: UInt64 = 2

  /// Where the first bin of the lower row is.
  let rows: UnsafeMutablePointer<Int>
  /// The upper row's share, and what is added to both.
  let uppers: UnsafeMutablePointer<Double>
  let shifts: UnsafeMutablePointer<Double>
  let flags: UnsafeMutablePointer<UInt64>

  @inline(__always)
  static func with(_ body: (BlendScratch) -> Void) {
    let count = LookupScratch.count
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 4 * count) { numbers in
      guard let base = numbers.baseAddress else { return }
      let raw = UnsafeMutableRawPointer(base)
      body(
        BlendScratch(
          rows: raw.assumingMemoryBound(to: Int.self),
          uppers: (raw + 8 * count).assumingMemoryBound(to: Double.self),
          shifts: (raw + 16 * count).assumingMemoryBound(to: Double.self), flags: base + 3 * count))
    }
  }
}
