"""The addresses of Planner, and who may call them."""

from __future__ import annotations

from practice.graph.call import Route, RouteAnswer
from practice.graph.planner import PlannerApi
from practice.graph.planner_state import Planner

__all__ = ["planner_routes"]

_READ = frozenset({"Tasks.Read.All", "Tasks.ReadWrite.All"})
_WRITE = frozenset({"Tasks.ReadWrite.All"})


def planner_routes(planner: Planner) -> tuple[Route, ...]:
    """All of them. Of Planner no limit of requests is published."""
    api, one = PlannerApi(planner), "([^/]+)"
    plan, bucket, task = (f"/planner/{name}/{one}" for name in ("plans", "buckets", "tasks"))

    def way(method: str, pattern: str, answer: RouteAnswer) -> Route:
        return Route(method, pattern, answer, _READ if method == "GET" else _WRITE, "planner")

    return (
        way("GET", f"/groups/{one}/planner/plans", api.of_group),
        way("POST", "/planner/plans", api.make_plan),
        way("GET", plan, api.get_plan),
        way("PATCH", plan, api.change_plan),
        way("DELETE", plan, api.drop_plan),
        way("GET", f"{plan}/details", api.get_plan_details),
        way("PATCH", f"{plan}/details", api.change_plan_details),
        way("GET", f"{plan}/buckets", api.buckets),
        way("GET", f"{plan}/tasks", api.tasks),
        way("POST", "/planner/buckets", api.make_bucket),
        way("GET", bucket, api.get_bucket),
        way("PATCH", bucket, api.change_bucket),
        way("DELETE", bucket, api.drop_bucket),
        way("GET", f"{bucket}/tasks", api.tasks_of_bucket),
        way("POST", "/planner/tasks", api.make_task),
        way("GET", task, api.get_task),
        way("PATCH", task, api.change_task),
        way("DELETE", task, api.drop_task),
        way("GET", f"{task}/details", api.get_details),
        way("PATCH", f"{task}/details", api.change_details),
        way("GET", f"{task}/bucketTaskBoardFormat", api.get_card),
        way("PATCH", f"{task}/bucketTaskBoardFormat", api.change_card),
    )
