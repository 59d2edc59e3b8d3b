/// Shares that are meant to sum to 100%: a mix of models, the ways out of a regime. They are scaled by the
/// method of the largest remainder, so that the millionths sum to 1,000,000 exactly; ties go to the first.
/// At the boundary: shares that sum to 100% stay as they are; shares that are all zero cannot be scaled.

import Quantities

public func scaledToWhole(_ shares: [Ratio]) -> [Ratio] {
  let sum = shares.reduce(Int128(0)) { $0 + Int128($1.millionths) }
  precondition(sum > 0, "some share is above zero")
  precondition(shares.allSatisfy { $0 >= .zero }, "no share is negative")
  let whole = Int128(Ratio.one.millionths)
  let exact = shares.map { (Int128($0.millionths) * whole).quotientAndRemainder(dividingBy: sum) }
  var scaled = exact.map { Int64($0.quotient) }
  let missing = Int(Ratio.one.millionths - scaled.reduce(0, +))
  let order = exact.indices.sorted { (-exact[$0].remainder, $0) < (-exact[$1].remainder, $1) }
  for index in order.prefix(missing) { scaled[index] += 1 }
  return scaled.map { Ratio(millionths: $0) }
}

/// So many shares of 100%, alike to the millionth.
public func equalShares(_ count: Int) -> [Ratio] {
  scaledToWhole([Ratio](repeating: .one, count: count))
}
