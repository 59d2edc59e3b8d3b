/// The rows of a compound law for all intensities that anybody asks it for, and the costs of its single requests: made once
/// for each law, whatever workloads and models have it, an octave of intensities at a time on all processors.

import Numerics
import Pricing
import Quantities

package struct CompoundRows: Sendable {
  /// Rows of consecutive keys: some of the leading bits of an intensity.
  struct Segment: Sendable {
    enum Kind: Int, CaseIterable { case few, some, many }

    var keys: Range<Int> = 0..<0
    /// So many bits tell the rows of an octave apart.
    var bits: UInt64 = 0
    /// Where the first of them is among the numbers.
    var start = 0
    /// By row, above every value of it.
    var tops: [Double] = []

    func holds(_ other: Range<Int>) -> Bool {
      keys.lowerBound <= other.lowerBound && other.upperBound <= keys.upperBound
    }
  }

  let law: CostLaw
  /// Its requests cost the same: rows are of whole ones.
  var isLatticeLaw: Bool { law.atoms.count == 1 }
  /// The rows, then the single requests.
  package fileprivate(set) var numbers: [SIMD2<Float>] = []
  fileprivate(set) var segments: [Segment]
  /// The costs of one request, and of one of the dearest; nil: no request costs anything.
  fileprivate(set) var costs: Choices?
  fileprivate(set) var dearestCosts: Choices

  static let wholeFrom = 64.0
  private static let dearestPart = 0x1p-12
  private static let under = 1 - 0x1p-40

  /// From so many requests on, rows are blended.
  var blendFrom: Double { isLatticeLaw ? 64 : 12 }

  /// Rows for these intensities, counted in all requests, free ones among them.
  package init(_ law: CostLaw, intensities: ClosedRange<Double>) {
    self = CompoundRows.made([(law, intensities)])[0]
  }

  private init(_ law: CostLaw, asked: ClosedRange<Double>) {
    self.law = law
    segments = []
    dearestCosts = Choices([], into: &numbers)
    segments = Segment.Kind.allCases.map { kind in
      Segment(keys: keys(kind, asked), bits: bits(kind))
    }
  }

  /// The rows of each of these laws, in one array that all share. `known`: rows that were made before, and are not made again.
  static func made(
    _ orders: [(law: CostLaw, intensities: ClosedRange<Double>)], known: [CompoundRows] = []
  ) -> [CompoundRows] {
    var made = orders.map { CompoundRows($0.law, asked: $0.intensities) }
    if let whole = covered(made, by: known) { return whole }
    var singles: [SIMD2<Float>] = []
    for number in made.indices {
      let atoms = made[number].law.atoms
      made[number].costs = atoms.isEmpty ? nil : Choices(atoms, into: &singles)
      made[number].dearestCosts = Choices(
        atoms.dropFirst(made[number].usualAtoms.count), into: &singles)
    }
    var place = singles.count
    var octaves: [Octave] = []
    var spares: [Int] = []
    for number in made.indices {
      let twin = known.first { $0.law.isSame(as: made[number].law) }
      for (index, kind) in Segment.Kind.allCases.enumerated() {
        let keys = made[number].segments[index].keys
        made[number].segments[index].start = place
        made[number].segments[index].tops = [Double](repeating: 0, count: keys.count)
        octaves += made[number].octaves(kind, keys, number, at: place, twin)
        // One row more than there are, so that the last one has something after it.
        if !keys.isEmpty {
          place += Bins.perTable * (keys.count + 1)
          spares.append(place - Bins.perTable)
        }
      }
    }
    // The longest first.
    octaves.sort { ($0.keys.count * $0.lattice, $1.place) > ($1.keys.count * $1.lattice, $0.place) }
    var tops: [[Double]] = []
    let numbers = [SIMD2<Float>](unsafeUninitializedCapacity: place) { buffer, count in
      // All others are written by octaves: to clear them first took as long as a tenth of making them.
      for (index, single) in singles.enumerated() { buffer.initializeElement(at: index, to: single) }
      for spare in spares {
        for index in spare..<spare + Bins.perTable { buffer.initializeElement(at: index, to: .zero) }
      }
      // Each octave has a place of its own.
      nonisolated(unsafe) let shared = buffer
      tops = InParallel.map(octaves) { $0.make(into: shared) }
      count = place
    }
    for (octave, tops) in zip(octaves, tops) {
      let segment = octave.kind.rawValue
      let first = octave.keys.lowerBound - made[octave.law].segments[segment].keys.lowerBound
      made[octave.law].segments[segment].tops.replaceSubrange(first..<first + tops.count, with: tops)
    }
    for number in made.indices { made[number].numbers = numbers }
    return made
  }

  /// The known ones, if they have all that is asked for.
  private static func covered(_ asked: [CompoundRows], by known: [CompoundRows]) -> [CompoundRows]? {
    var whole: [CompoundRows] = []
    for rows in asked {
      guard let twin = known.first(where: { $0.law.isSame(as: rows.law) }),
        zip(rows.segments, twin.segments).allSatisfy({ $0.keys.isEmpty || $1.holds($0.keys) })
      else { return nil }
      whole.append(twin)
    }
    return whole
  }

  /// Of all requests, those in no row below `wholeFrom`, because they are the dearest.
  var dearestShare: Double { law.atoms.dropFirst(usualAtoms.count).reduce(0) { $0 + $1.weight } }
  /// What the others cost, a request of all.
  var usualMean: Double { usualAtoms.reduce(0) { $0 + $1.weight * $1.cost } }

  /// Without the dearest, of which there are so few together.
  private var usualAtoms: [(cost: Double, weight: Double)] {
    let atoms = law.atoms
    if isLatticeLaw { return atoms }
    var (count, above) = (atoms.count, 0.0)
    while count > 1, above + atoms[count - 1].weight <= CompoundRows.dearestPart {
      above += atoms[count - 1].weight
      count -= 1
    }
    return Array(atoms.prefix(count))
  }

  /// The rows that a range of intensities needs.
  func keys(_ kind: Segment.Kind, _ range: ClosedRange<Double>) -> Range<Int> {
    guard !law.atoms.isEmpty, range.upperBound * law.share > 1 else { return 0..<0 }
    let least = min(max(range.lowerBound * law.share, 1), 1e6)
    let greatest = min(max(range.upperBound * law.share, least), 1e6)
    let (whole, under) = (CompoundRows.wholeFrom, CompoundRows.under)
    let (from, to) =
      switch kind {
      case .few: (least, min(greatest, blendFrom * under))
      case .some: (max(least, blendFrom), min(greatest, whole * under))
      case .many: (max(least, whole), greatest)
      }
    guard from <= to else { return 0..<0 }
    let bits = bits(kind)
    return CompoundRows.key(from, bits)..<CompoundRows.key(to, bits) + 2
  }

  /// What is chosen by chance needs rows near each other: the variance of the choice, a quarter of (2^-bits)^2 of the
  /// intensity's square times that of the mean cost, is at most 0.2 % of that of the sum.
  private func bits(_ kind: Segment.Kind) -> UInt64 {
    guard kind == .few, !isLatticeLaw else { return kind == .few ? 3 : 2 }
    return law.mean * law.mean > 0.25 * law.meanSquare ? 5 : 4
  }

  @inline(__always)
  static func key(_ intensity: Double, _ bits: UInt64) -> Int {
    Int(truncatingIfNeeded: intensity.bitPattern &>> (52 &- bits))
  }

  @inline(__always)
  static func intensity(_ key: Int, _ bits: UInt64) -> Double {
    Double(bitPattern: UInt64(truncatingIfNeeded: key) &<< (52 &- bits))
  }

  /// `twin`: the same law with rows that were made before.
  private func octaves(
    _ kind: Segment.Kind, _ keys: Range<Int>, _ number: Int, at place: Int, _ twin: CompoundRows?
  ) -> [Octave] {
    let scale = isLatticeLaw ? law.atoms[0].cost : 1
    let atoms = (kind == .many ? law.atoms : usualAtoms).map { ($0.cost / scale, $0.weight) }
    let bits = bits(kind)
    var octaves: [Octave] = []
    var key = keys.lowerBound
    while key < keys.upperBound {
      let end = min(keys.upperBound, (key >> Int(bits) + 1) << Int(bits))
      octaves.append(
        Octave(
          law: number, kind: kind, keys: key..<end, bits: bits,
          place: place + Bins.perTable * (key - keys.lowerBound), atoms: atoms, isLatticeLaw: isLatticeLaw,
          blendFrom: blendFrom, twin: twin?.segments[kind.rawValue].holds(key..<end) == true ? twin : nil))
      key = end
    }
    return octaves
  }
}

/// The rows of one octave of intensities, or of a part of it.
private struct Octave: Sendable {
  let law: Int
  let kind: CompoundRows.Segment.Kind
  let keys: Range<Int>
  let bits: UInt64
  /// Of its first row among the numbers.
  let place: Int
  let atoms: [(cost: Double, weight: Double)]
  let isLatticeLaw: Bool
  let blendFrom: Double
  /// Has these rows already.
  let twin: CompoundRows?

  var lattice: Int { kind == .many ? 4_096 : 2_048 }

  /// Returns what is above every value of each row.
  func make(into numbers: UnsafeMutableBufferPointer<SIMD2<Float>>) -> [Double] {
    if let twin { return copy(twin.segments[kind.rawValue], of: twin, into: numbers) }
    var maker = RowMaker(atoms, isLatticeLaw: isLatticeLaw, lattice: lattice)
    var row = [Double](repeating: 0, count: Bins.count)
    var tops: [Double] = []
    // From the octave's beginning on, whichever part of it is asked for: the same rows to the last bit.
    let first = (keys.lowerBound >> Int(bits)) << Int(bits)
    for key in first..<keys.lowerBound {
      maker.skip(CompoundRows.intensity(key, bits))
    }
    for key in keys {
      let intensity = CompoundRows.intensity(key, bits)
      maker.make(intensity, isStretched: intensity >= blendFrom, into: &row)
      tops.append(Bins.greatest(row, at: 0))
      let begin = place + Bins.perTable * (key - keys.lowerBound)
      row.withUnsafeBufferPointer { row in
        for bin in 0..<Bins.perTable {
          numbers[begin + bin] = SIMD2(Float(row[2 * bin]), Float(row[2 * bin + 1]))
        }
      }
    }
    return tops
  }

  private func copy(
    _ segment: CompoundRows.Segment, of twin: CompoundRows,
    into numbers: UnsafeMutableBufferPointer<SIMD2<Float>>
  ) -> [Double] {
    let skipped = keys.lowerBound - segment.keys.lowerBound
    let from = segment.start + Bins.perTable * skipped
    for index in 0..<Bins.perTable * keys.count { numbers[place + index] = twin.numbers[from + index] }
    return Array(segment.tops[skipped..<skipped + keys.count])
  }
}

/// The laws that a demand model needs, collected so that equal ones are made once, for all intensities together, however many
/// workloads and models share them.
final class CompoundOrders {
  /// Which law, and for which intensities.
  struct Order {
    fileprivate var number: Int
    let intensities: ClosedRange<Double>
  }

  private struct Priced: Hashable {
    var profile: RequestProfile
    var models: Set<ModelID>?
    var second: Int64
  }

  private var laws: [(law: CostLaw, intensities: ClosedRange<Double>)] = []
  private var priced: [Priced: CostLaw] = [:]
  private var made: [CompoundRows]?
  /// Made for somebody else.
  private let known: [CompoundRows]

  init(known: [CompoundRows] = []) { self.known = known }

  /// What a request of some models costs from an instant on, however many there are.
  func law(
    _ profile: RequestProfile, models: Set<ModelID>?, from second: Int64, _ prices: PriceEpochs
  ) -> CostLaw {
    var profile = profile
    profile.rate = Rate(count: .one, unit: .hour)
    let key = Priced(profile: profile, models: models, second: second)
    if let known = priced[key] { return known }
    let law = prices.costs(profile, models: models, from: second)
    priced[key] = law
    return law
  }

  func order(_ law: CostLaw, intensities: ClosedRange<Double>) -> Order {
    precondition(made == nil, "everything is ordered before anything is made")
    guard let known = laws.firstIndex(where: { $0.law.isSame(as: law) }) else {
      laws.append((law, intensities))
      return Order(number: laws.count - 1, intensities: intensities)
    }
    let all = laws[known].intensities
    laws[known].intensities =
      min(all.lowerBound, intensities.lowerBound)...max(all.upperBound, intensities.upperBound)
    return Order(number: known, intensities: intensities)
  }

  /// At the first call all rows are made.
  func rows(of order: Order) -> CompoundRows {
    all[order.number]
  }

  var all: [CompoundRows] {
    let made = made ?? CompoundRows.made(laws, known: known)
    self.made = made
    return made
  }
}
