/// Requests as a case states them, priced into requests as the ledger sees them. One charge is rounded
/// once. A request that the provider refuses (a retired model, a prompt past the window) is a failed
/// request of $0: what it would have cost cannot be known.

import Ledger
import Pricing
import Quantities

extension RateCard {
  /// Replaces `requests` by the priced `batch`, index for index. Used again, the array is not allocated
  /// again.
  public func price(
    _ batch: [CaseRequest], rounding: Rounding, into requests: inout [Request]
  ) throws(PricingError) {
    requests.removeAll(keepingCapacity: true)
    requests.reserveCapacity(batch.count)
    for index in batch.indices {
      let request = batch[index]
      switch request.cost {
      case .dollars(let amount):
        requests.append(
          Request(
            at: request.at, amount: amount, mask: request.mask, status: request.status,
            reservation: request.reservation))
      case .usage(let model, let usage):
        let outcome: Outcome
        do throws(QuantityError) {
          outcome = try charge(usage, model: model, at: request.at, rounding: rounding)
        } catch {
          throw PricingError(index: index, reason: error)
        }
        switch outcome {
        case .charged(let amount):
          requests.append(
            Request(
              at: request.at, amount: amount, mask: request.mask, status: request.status,
              reservation: request.reservation))
        case .refused:
          requests.append(Request(at: request.at, amount: .zero, mask: request.mask, status: .failed))
        }
      }
    }
  }
}

extension ReplayCase {
  /// The requests listed in the case itself, priced.
  public func pricedRequests() throws(PricingError) -> [Request] {
    var priced: [Request] = []
    try card.price(requests, rounding: rounding, into: &priced)
    return priced
  }
}

/// The charge of a request is past the range of a ledger.
public struct PricingError: Error, Hashable, Sendable {
  /// Into the batch.
  public let index: Int
  public let reason: QuantityError

  public init(index: Int, reason: QuantityError) {
    self.index = index
    self.reason = reason
  }
}
