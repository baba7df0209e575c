from django.urls import path

from madang.blocks.decisions.views import comparing, editing, endings, figures, office, persons, public

app_name = "decisions"
urlpatterns = [
    path("", public.home, name="home"),
    path("models/<slug:key>/", public.model, name="model"),
    path("models/<slug:key>/try/", public.try_it, name="try"),
    path("models/<slug:key>/compare/", comparing.compare, name="compare"),
    path("models/<slug:key>/persons/", public.persons, name="persons"),
    path("models/<slug:key>/versions/<int:number>/", public.version, name="version"),
    path("models/<slug:key>/versions/<int:number>.dmn", public.version_xml, name="version-xml"),
    path("parameters/<slug:parameter>/", public.parameter, name="parameter"),
    path("parameters/<slug:parameter>/changes/<int:change>.json", public.figures_json, name="figures-json"),
    path("office/", office.office, name="office"),
    path("office/models/new/", office.new_model, name="new-model"),
    path("office/models/<slug:key>/draft/", office.draft, name="draft"),
    path("office/models/<slug:key>/count/", comparing.count, name="count"),
    path("office/models/<slug:key>/persons/one/", persons.change_person, name="change-person"),
    path("office/models/<slug:key>/persons/", office.change_persons, name="change-persons"),
    path("office/versions/<int:version>/", office.desk, name="desk"),
    path("office/versions/<int:version>/tables/<int:place>/", editing.edit_table, name="edit-table"),
    path("office/versions/<int:version>/propose/", office.propose, name="propose"),
    path("office/versions/<int:version>/review/", office.review, name="review"),
    path("office/versions/<int:version>/withdraw/", endings.withdraw, name="withdraw"),
    path("office/endings/<int:ending>/", endings.review_ending, name="review-ending"),
    path("office/parameters/<slug:parameter>/", figures.change_parameter, name="change-parameter"),
    path("office/parameter-changes/<int:change>/", figures.review_parameter, name="review-parameter"),
    path("office/parameter-changes/<int:change>/count/", figures.count_parameter, name="count-parameter"),
    path("office/persons-changes/<int:persons_change>/", office.review_persons, name="review-persons"),
]
