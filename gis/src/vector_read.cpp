#include "vector_read.h"

#include <cpl_conv.h>
#include <fmt/format.h>
#include <ogrsf_frmts.h>

#include "gdal_messages.h"
#include "geometry_read.h"

namespace leeward::gis::reading {
namespace {

std::string label_of(const OGRFeature& feature, bool is_osm) {
  if (is_osm) {
    const int way = feature.GetFieldIndex("osm_way_id");
    if (way >= 0 && feature.IsFieldSetAndNotNull(way))
      return fmt::format("way/{}", const_cast<OGRFeature&>(feature).GetFieldAsString(way));
    const int own = feature.GetFieldIndex("osm_id");
    if (own >= 0 && feature.IsFieldSetAndNotNull(own)) {
      const std::string name = feature.GetDefnRef()->GetName();
      const char* kind = name == "lines" ? "way" : name == "points" ? "node" : "relation";
      return fmt::format("{}/{}", kind, const_cast<OGRFeature&>(feature).GetFieldAsString(own));
    }
  }
  return fmt::format("feature {}", feature.GetFID());
}

std::string number_of_label(const std::string& label) {
  return label.starts_with("feature ") ? label.substr(8) : label;
}

}  // namespace

std::unique_ptr<LayerReader> LayerReader::open(ImportContext& context, const KitLayer& layer,
                                               const LayerRules& rules, double default_reach_m) {
  std::unique_ptr<LayerReader> reader(new LayerReader(context, layer, rules));
  return reader->prepare(default_reach_m) ? std::move(reader) : nullptr;
}

bool LayerReader::prepare(double default_reach_m) {
  place_ = {layer_.file.string(), layer_.layer};
  context_.begin_step(fmt::format("reading {} from {}", rules_.kind, layer_.file.filename().string()));
  auto opened = open_vector(layer_.file, layer_.encoding);
  if (!opened) {
    context_.log.error(place_, "", without_file(opened.error().message, place_.file), "a file GDAL reads");
    return false;
  }
  opened_ = std::move(*opened);
  is_osm_ = opened_.driver == "OSM";
  if (is_osm_) {
    if (layer_.layer.empty()) layer_.layer = rules_.osm_layer;
    if (layer_.where.empty() && layer_.layer == rules_.osm_layer) layer_.where = rules_.osm_where;
    if (layer_.fields.empty()) layer_.fields = rules_.osm_fields;
  }
  ogr_layer_ = choose_layer(*opened_.dataset, layer_.layer, place_.file, context_.log);
  if (ogr_layer_ == nullptr) return false;
  place_.layer = ogr_layer_->GetName();

  const std::size_t errors = context_.log.error_count();
  const bool needs_recoding = !layer_.encoding.empty() && opened_.driver != "ESRI Shapefile";
  FieldRules fields = rules_.fields;
  if (rules_.geometry == GeometryNeed::point || rules_.geometry == GeometryNeed::point_or_polygon) {
    fields.numbers.emplace_back("x");
    fields.numbers.emplace_back("y");
  }
  fields.texts.emplace_back("id");
  if (rules_.geometry != GeometryNeed::none) fields.options.emplace_back("reach_m");
  values_ =
      std::make_unique<FieldValues>(layer_, *ogr_layer_->GetLayerDefn(), fields, is_osm_,
                                    needs_recoding ? layer_.encoding : std::string(), place_, context_.log);
  if (opened_.driver == "ESRI Shapefile" && ogr_layer_->GetLayerDefn()->GetFieldCount() == 0)
    context_.log.warning(place_, "", "no .dbf beside the .shp", "a .dbf with fields",
                         "geometry only, constants for the rest");
  if (rules_.geometry != GeometryNeed::none) {
    if (const auto srs = resolve_crs(ogr_layer_->GetSpatialRef(), layer_.crs, place_, context_.log)) {
      is_geographic_ = srs->IsGeographic() != 0;
      auto datum = parse_datum(layer_.datum);
      auto transformer =
          datum ? Transformer::make(*srs, context_.city_srs, *datum) : tl::unexpected(datum.error());
      if (transformer)
        transformer_ = std::move(*transformer);
      else
        context_.log.error(place_, "", transformer.error().message,
                           "a coordinate system with a way to the city's");
    }
    reach_m_ = values_->option("reach_m", default_reach_m);
    window_ = context_.domain.grown(reach_m_ < 0 ? 0 : reach_m_);
  }
  return filter() && context_.log.error_count() == errors;
}

bool LayerReader::filter() {
  if (layer_.where.empty()) return true;
  GdalMessages messages;
  if (ogr_layer_->SetAttributeFilter(layer_.where.c_str()) == OGRERR_NONE) return true;
  context_.log.error(place_, fmt::format("line {} of the kit", layer_.line),
                     fmt::format("where = \"{}\": {}", layer_.where, messages.reason()),
                     "an OGR SQL condition");
  return false;
}

void LayerReader::for_each(const std::function<void(SourceFeature&)>& take) {
  GdalMessages messages;
  if (is_osm_) {
    for (const auto& feature : read_osm(messages)) {
      if (context_.is_stopped()) return;
      take_one(*feature, take);
    }
  } else {
    const auto count = static_cast<double>(std::max<GIntBig>(1, ogr_layer_->GetFeatureCount(FALSE)));
    while (!context_.is_stopped()) {
      const std::unique_ptr<OGRFeature> feature(ogr_layer_->GetNextFeature());
      if (!feature) break;
      take_one(*feature, take);
      context_.report(static_cast<double>(read_) / count);
    }
  }
  if (context_.is_stopped()) return;
  if (messages.has_failure()) {
    context_.log.error(place_, "",
                       fmt::format("the file is broken after {} features: {}", read_, messages.reason()),
                       "a whole file");
    return;
  }
  for (const std::string& words : messages.warnings())
    context_.log.warning(place_, "", words, "", "read as GDAL does", "GDAL");
  summarise();
}

void LayerReader::take_one(const OGRFeature& feature, const std::function<void(SourceFeature&)>& take) {
  ++read_;
  SourceFeature source{feature, label_of(feature, is_osm_), "", nullptr};
  if (rules_.geometry != GeometryNeed::none) {
    source.geometry = geometry_of(feature, source.label);
    if (!source.geometry) return;
    seen_.add(box_of(*source.geometry).min);
    seen_.add(box_of(*source.geometry).max);
    if (reach_m_ >= 0 && !reaches_into(*source.geometry, window_)) {
      ++outside_;
      return;
    }
  }
  source.id = values_->text(feature, source.label, "id");
  if (source.id.empty())
    source.id = fmt::format("{}/{}", layer_.file.stem().string(), number_of_label(source.label));
  take(source);
}

std::string LayerReader::unique_id(const std::string& id, const std::string& label) {
  std::string result = id;
  for (int number = 2; !context_.ids.insert(fmt::format("{}\n{}", rules_.kind, result)).second; ++number)
    result = fmt::format("{}#{}", id, number);
  if (result != id)
    context_.log.warning(place_, label, fmt::format("id '{}' a second time", id), "ids that differ",
                         fmt::format("named '{}'", result), "id");
  return result;
}

std::string LayerReader::part_id(const std::string& id, const std::string& label, std::size_t count) {
  if (count <= 1) return unique_id(id, label);
  for (int number = 1;; ++number) {
    std::string part = fmt::format("{}.{}", id, number);
    if (context_.ids.insert(fmt::format("{}\n{}", rules_.kind, part)).second) return part;
  }
}

void LayerReader::summarise() {
  if (read_ == 0) {
    context_.log.warning(place_, "",
                         layer_.where.empty() ? "an empty layer" : "no feature that fulfils: " + layer_.where,
                         fmt::format("{}", rules_.kind), "nothing taken");
    return;
  }
  if (wrong_kind_ == read_)
    context_.log.error(place_, "",
                       fmt::format("none of {} features has {}", read_, need_text(rules_.geometry)),
                       fmt::format("{} for {}", need_text(rules_.geometry), rules_.kind));
  if (not_degrees_ == read_)
    context_.log.error(place_, "", fmt::format("none of {} features has coordinates in degrees", read_),
                       "the layer's true coordinate system as crs in the kit");
  if (outside_ > 0 && outside_ == read_)
    context_.log.warning(place_, "",
                         fmt::format("all {} features outside the domain: x {:.0f}..{:.0f}, y {:.0f}..{:.0f}",
                                     read_, seen_.min.x, seen_.max.x, seen_.min.y, seen_.max.y),
                         fmt::format("x {:.0f}..{:.0f}, y {:.0f}..{:.0f} (is crs right?)", window_.min.x,
                                     window_.max.x, window_.min.y, window_.max.y),
                         "left out");
  else if (outside_ > 0)
    context_.log.note(place_,
                      fmt::format("{} of {} features outside the domain{}", outside_, read_,
                                  reach_m_ > 0 ? fmt::format(" grown by {} m", reach_m_) : ""),
                      "left out");
  if (with_z_ > 0) context_.log.note(place_, fmt::format("{} geometries with Z", with_z_), "Z dropped");
  if (with_curves_ > 0)
    context_.log.note(place_, fmt::format("{} geometries with curves", with_curves_), "made straight");
}

}  // namespace leeward::gis::reading
