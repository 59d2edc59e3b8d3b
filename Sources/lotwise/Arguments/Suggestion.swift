/// The nearest of the names that would have been right.

import Quantities
import Reports

/// `; did you mean 'replay'?`, or nothing when no name is near.
func suggestion(for name: String, among known: [String]) -> String {
  nearestName(to: name, among: known).map { "; did you mean \(quoted($0))?" } ?? ""
}
