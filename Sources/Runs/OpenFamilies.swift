/// Families of plans of which no member is chosen: nothing runs them but a search, and whoever asks for them is told so.

import Formats
import Quantities
import Scenario

extension Family {
  /// What it is, and what to do about it. `path`: of its scenario, as it would be typed.
  public func whyNotRun(_ path: String) -> String {
    let members = "\(grouped(count)) member\(count == 1 ? "" : "s")"
    return
      "the plan \(quoted(name)) is a family of \(members): run `lotwise optimise \(path)` to choose one, "
      + "or pin it with 'chosen'"
  }
}

extension Scenario {
  /// Why there is nothing to run; nil: there are plans.
  public func whyNothingRuns(_ path: String) -> String? {
    plans.isEmpty ? openFamilies.first?.whyNotRun(path) : nil
  }
}
