/// A share of trials with how far off chance may put it.

import Numerics
import Results

extension Probability {
  /// With Wilson's interval at 95 %.
  public init(count: Int, of trials: Int) {
    self.init(count: count, of: trials, interval: wilson(count: count, of: trials, z: Normal.z95))
  }
}
