/// The nearest of the names that would have been right.

import Formats
import Quantities

/// `; did you mean 'replay'?`, or nothing when no name is near.
func suggestion(for name: String, among known: [String]) -> String {
  nearestName(to: name, among: known).map { "; did you mean \(quoted($0))?" } ?? ""
}
