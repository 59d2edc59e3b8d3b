/// How the usage of a team divides among its people. Nobody's use is like another's: over people it is about lognormal, so a team is
/// stated by how many times its median nine of ten people use at most. The i-th of n people, the heaviest first, has what the law
/// says at the quantile 1 - (i - 1/2) / n, and all of them together have 100%.
/// At the boundary: a 90 % point that is the median itself (1x) is the same for everybody.

import Numerics
import Quantities

/// In shares of 100%, each above nothing.
public func peopleShares(_ count: Int, uneven p90: Ratio) -> [Ratio] {
  guard p90 > .one else { return equalShares(count) }
  let sigma = Mathematics.log(Double(p90.millionths) / 1e6) / Normal.z90
  let weights = (1...count).map { person in
    Mathematics.exp(-sigma * Normal.quantile((Double(person) - 0.5) / Double(count)))
  }
  // Of the heaviest, to a million millionth; nobody has nothing.
  return scaledToWhole(
    weights.map { Ratio(millionths: max(1, Int64(($0 / weights[0] * 1e12).rounded()))) })
}
