"""Decides under which addresses calendars are read."""

from django.urls import path

from vetting.reminders.calendar.views import feed

urlpatterns = [path("<slug:token>.ics", feed, name="calendar_feed")]
