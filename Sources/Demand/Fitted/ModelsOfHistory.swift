/// Which models of a rate card a history flows into: those that it names, and those that may take their place.

import Pricing
import Quantities

extension Workload.Size {
  /// In the order of naming; with shares only where a fit has them. Empty: it is of no history, or tells no models apart.
  /// Names that the card does not have are left out.
  public func modelsOfHistory(in card: RateCard) -> [ModelShare] {
    var named: [(name: String, share: Ratio)] = []
    switch self {
    case .requests, .spend: return []
    case .fitted(let law):
      for model in law.models {
        named.append((model.name, model.share))
        if let successor = model.successor { named.append((successor, .zero)) }
      }
    case .recorded(let usage):
      named = Set(usage.series.days.lazy.flatMap(\.models).map(\.name)).sorted().map { ($0, .zero) }
    }
    var models: [ModelShare] = []
    for (name, share) in named {
      guard let id = try? card.model(named: name), !models.contains(where: { $0.model == id }) else {
        continue
      }
      models.append(ModelShare(model: id, share: share))
    }
    return models
  }
}
