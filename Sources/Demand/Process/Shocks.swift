/// Standard normal numbers by day for several workloads: each an autoregression z' = a z + e with its own
/// persistence, stationary from the first day on, correlated between workloads as stated on every day.
/// With covariances G of a day, the innovations e have the covariances G_ij (1 - a_i a_j): the very correlation
/// where persistences are equal. Where they differ, there may be no such innovations: of persistences 0% and 90%,
/// no correlation above sqrt(1 - 0.81) = 0.436 is possible. That is refused, not bent.
/// Factors are made by elimination in plain Swift, as in CorrelationMatrix, not by LAPACK: the last bits of
/// OpenBLAS differ between processors, and would change every future.

import Quantities

struct Shocks: Sendable {
  /// Workloads, ascending.
  let members: [Int]
  private let persistences: [Double]
  /// Lower triangles by rows: of the first day, and of the innovations.
  private let first: [Double]
  private let innovations: [Double]
  /// Whether a member leans on an earlier one.
  let isCorrelated: [Bool]

  /// Of the members alone; a correlation with others is none of noise.
  init(
    members: [Int], persistences: [Double], correlations: [NoiseCorrelation], names: [String]
  ) throws(QuantityError) {
    precondition(members.count == persistences.count, "one persistence each")
    let count = members.count
    self.members = members
    self.persistences = persistences
    var day = [Double](repeating: 0, count: count * count)
    for index in 0..<count { day[index * count + index] = 1 }
    for pair in correlations {
      guard let i = members.firstIndex(of: pair.first), let j = members.firstIndex(of: pair.second), i != j
      else { continue }
      day[i * count + j] = Double(pair.value.millionths) / 1e6
      day[j * count + i] = day[i * count + j]
    }
    var steps = day
    for i in 0..<count {
      for j in 0..<count { steps[i * count + j] *= 1 - persistences[i] * persistences[j] }
    }
    isCorrelated = (0..<count).map { i in (0..<i).contains { day[i * count + $0] != 0 } }
    func factor(_ matrix: [Double]) throws(QuantityError) -> [Double] {
      switch choleskyFactor(matrix, size: count) {
      case .factor(let factor): return factor
      case .fails(let row): throw Shocks.refusal(row, matrix, day, persistences, members.map { names[$0] })
      }
    }
    first = try factor(day)
    innovations = try factor(steps)
  }

  /// Independent standard normals in, by member and day; the processes out, in place.
  func correlate(_ z: inout [Double], days: Int) {
    let count = members.count
    precondition(z.count >= count * days && days > 0, "a row of days for each member")
    // From the last member up, so that a row is read by the others before it is overwritten.
    for i in stride(from: count - 1, through: 0, by: -1) {
      let row = i * days
      let start = (0...i).reduce(0.0) { $0 + first[i * count + $1] * z[$1 * days] }
      let own = innovations[i * count + i]
      if own != 1 {
        for day in 0..<days { z[row + day] *= own }
      }
      if isCorrelated[i] {
        for j in 0..<i where innovations[i * count + j] != 0 {
          let weight = innovations[i * count + j]
          let other = j * days
          for day in 0..<days { z[row + day] += weight * z[other + day] }
        }
      }
      z[row] = start
      let a = persistences[i]
      if a != 0 {
        var last = start
        for day in 1..<max(days, 1) {
          last = a * last + z[row + day]
          z[row + day] = last
        }
      }
    }
  }

  /// The variance of the sum of weight x z over days of one member.
  static func variance(ofSum weights: [Double], persistence a: Double) -> Double {
    var (tail, squares) = (0.0, 0.0)
    for index in weights.indices.reversed() {
      tail = weights[index] + a * tail
      squares += index == 0 ? tail * tail : (1 - a * a) * tail * tail
    }
    return squares
  }

  /// Of a pair that cannot be, the larger of the row's correlations: what to change.
  private static func refusal(
    _ row: Int, _ matrix: [Double], _ day: [Double], _ persistences: [Double], _ names: [String]
  ) -> QuantityError {
    let count = persistences.count
    let other =
      (0..<row).max { abs(matrix[row * count + $0]) < abs(matrix[row * count + $1]) } ?? 0
    let (a, b) = (persistences[row], persistences[other])
    let most = ((1 - a * a) * (1 - b * b)).squareRoot() / (1 - a * b)
    let pair = "\(QuantityError.quote(names[other])) and \(QuantityError.quote(names[row]))"
    return QuantityError(
      "no noise of such persistence can have the correlation \(day[row * count + other]) between \(pair)",
      remedy: most < 0.999_999
        ? "give both the same persistence, or a correlation of at most \(Int64(most * 100)) %"
        : "write correlations closer to 0")
  }
}

private enum CholeskyOutcome {
  case factor([Double])
  case fails(row: Int)
}

/// L with L L' = the matrix, by rows; or the first row that has no positive rest.
private func choleskyFactor(_ matrix: [Double], size: Int) -> CholeskyOutcome {
  var factor = [Double](repeating: 0, count: size * size)
  for i in 0..<size {
    for j in 0...i {
      var rest = matrix[i * size + j]
      for k in 0..<j { rest -= factor[i * size + k] * factor[j * size + k] }
      if i == j {
        guard rest > 1e-9 * matrix[i * size + i] else { return .fails(row: i) }
        factor[i * size + i] = rest.squareRoot()
      } else {
        factor[i * size + j] = rest / factor[j * size + j]
      }
    }
  }
  return .factor(factor)
}
